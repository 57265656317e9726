"""The place of a dateline; names with the spellings that outlets print, sown with common ones.

Every group was written for this archive. A spelling that is a word of its own (IS, Salah, Homs as
Hims) is left out where it would find other things; editors add and take away as they like.
"""

import django.db.models.deletion
from django.db import migrations, models
from archive.text.normalize import name_key


SPELLINGS = """
Hezbollah | Hizballah | Hizbollah | Hizbullah | Hezballah | Hizb Allah
Islamic State (the group) = Islamic State | ISIS | ISIL | Daesh | Da'ish
Muammar Gaddafi = Gaddafi | Gadhafi | Qaddafi | Qadhafi | Kadafi | Khadafy | Gadafi | Kadhafi
Kyiv | Kiev | Kyjiw
Mumbai | Bombay
Kolkata | Calcutta
Chennai | Madras
Bengaluru | Bangalore
Beijing | Peking
Nanjing | Nanking
Chongqing | Chungking
Yangon | Rangoon
Myanmar | Burma
Ho Chi Minh City | Saigon
Kharkiv | Kharkov | Charkiw
Odesa | Odessa
Lviv | Lvov | Lwow | Lemberg
Chernihiv | Chernigov
Mykolaiv | Nikolaev | Nikolayev
Zaporizhzhia | Zaporozhye | Zaporizhia | Saporischschja
Dnipro | Dnepr | Dnieper
Luhansk | Lugansk
Chernobyl | Chornobyl
Donbas | Donbass
Chisinau | Kishinev
Tbilisi | Tiflis
Almaty | Alma-Ata
Bishkek | Frunze
Kyrgyzstan | Kirghizia | Kirgizstan | Kyrgyz Republic
Belarus | Byelorussia | Belorussia
Moldova | Moldavia
Timor-Leste | East Timor
Ivory Coast | Cote d'Ivoire
Cape Verde | Cabo Verde
Eswatini | Swaziland
Czechia | Czech Republic
North Macedonia | FYROM
Türkiye | Turkey
Gdansk | Danzig
Wroclaw | Breslau
Vladimir Putin | Wladimir Putin | Vladimir Poutine
Volodymyr Zelensky = Zelensky | Zelenskyy | Zelenskiy | Selenskyj | Zelenski
Sergei Lavrov = Sergei Lavrov | Sergey Lavrov | Serguei Lavrov | Sergej Lawrow
Sergei Shoigu = Shoigu | Shoygu | Schoigu
Alexei Navalny = Navalny | Navalnyy | Navalni | Nawalny
Yevgeny Prigozhin = Prigozhin | Prigojine | Prigoschin
Mikhail Gorbachev = Gorbachev | Gorbachov | Gorbatschow | Gorbatchev
Boris Yeltsin = Yeltsin | Eltsin | Eltsine | Jelzin
Alexander Lukashenko = Lukashenko | Lukashenka | Loukachenko
Tchaikovsky | Chaikovsky | Tschaikowski | Tchaikovski
Mahmoud Abbas | Abu Mazen | Mahmud Abbas
Yasser Arafat | Yasir Arafat | Yassir Arafat
Osama bin Laden | Usama bin Laden | Oussama ben Laden | Osama bin Ladin
al-Qaeda | al-Qaida | al-Qa'ida | el-Kaida | al-Kaida | Al Qaeda
Taliban | Taleban | Talibans
al-Shabaab | al-Shabab | Chebab | Shebab
Houthi | Huthi | Houthis | Huthis
Ansar Allah | Ansarallah | Ansarullah
Jabhat al-Nusra | Nusra Front | al-Nusra Front | Jabhat an-Nusra | Al-Nusra
Muhammad | Mohammed | Mohammad | Mohamed | Muhammed
Koran | Quran | Qur'an | Qoran
Bashar al-Assad | Bashar al-Asad | Bashar Assad | Baschar al-Assad
Hosni Mubarak | Husni Mubarak | Hosni Moubarak
Abdel Fattah el-Sisi = el-Sisi | al-Sisi | Abdel Fattah al-Sisi | Abdel-Fattah el-Sissi | al-Sissi
Saddam Hussein | Saddam Husain | Saddam Husayn | Saddam Hussain
Ruhollah Khomeini = Khomeini | Khomeiny | Chomeini
Ali Khamenei = Khamenei | Khamenei'i | Chamenei
Mahmoud Ahmadinejad = Ahmadinejad | Ahmadinedschad | Ahmedinejad
Staffan de Mistura = de Mistura | di Mistura
Riyadh | Riyad | Riad
Jeddah | Jiddah | Djeddah
Mecca | Makkah | Mekka
Fallujah | Falluja | Falloujah | Faluja
Raqqa | Raqqah | Rakka | ar-Raqqah
Deir ez-Zor | Deir al-Zor | Deir ez-Zour | Dayr az-Zawr | Deir al-Zour
Idlib | Idleb
Daraa | Deraa | Dera'a
Latakia | Lattakia | Ladhiqiyah
Kobani | Kobane | Ayn al-Arab
Sana'a | Sanaa
Hodeidah | Hudaydah | Hodeida
Benghazi | Bengasi
Sirte | Surt | Syrte
Baghdad | Bagdad
Mosul | Mossul | Mossoul
Tehran | Teheran
Sharm el-Sheikh | Sharm al-Sheikh
Bosporus | Bosphorus
Uyghur | Uighur | Uygur | Uigur | Ouighour
Xinjiang | Sinkiang
Mao Zedong | Mao Tse-tung
Kim Jong-un | Kim Jong Un | Kim Jong-eun
Pyongyang | Pjöngjang | P'yongyang
Slobodan Milosevic = Milosevic | Miloshevich | Milosevich
Ratko Mladic = Mladic | Mladich
Kosovo | Kosova
Pristina | Prishtina
"""
"""One name a line: spellings parted by bars; before `=`, what editors call it if that is none."""

READER = {"view": ("variantgroup", "namevariant")}
EDITOR = {**READER, "add": READER["view"], "change": READER["view"]}
CURATOR = {**EDITOR, "delete": READER["view"]}


def sow(apps, schema_editor):
    """Put the groups in; a spelling goes to the first group that has it."""
    database = schema_editor.connection.alias
    groups = apps.get_model("archive", "VariantGroup").objects.using(database)
    variants = apps.get_model("archive", "NameVariant")
    taken, rows = set(), []
    for line in SPELLINGS.strip().splitlines():
        called, _, spelt = line.rpartition(" = ")
        spellings = [one.strip() for one in spelt.split("|")]
        group = groups.create(name=called or spellings[0])
        for spelling in spellings:
            key = name_key(spelling)
            if key not in taken:
                taken.add(key)
                rows.append(variants(group=group, spelling=spelling, key=key))
    variants.objects.using(database).bulk_create(rows)


def permit(apps, schema_editor):
    """Readers may see the names, editors add to and change them, curators delete them."""
    database = schema_editor.connection.alias
    groups = apps.get_model("auth", "Group").objects.using(database)
    kinds = apps.get_model("contenttypes", "ContentType").objects.using(database)
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for name, may in {"Reader": READER, "Editor": EDITOR, "Curator": CURATOR}.items():
        group = groups.filter(name=name).first()
        for action, models_ in may.items() if group else ():
            for model in models_:
                kind, _ = kinds.get_or_create(app_label="archive", model=model)
                called = apps.get_model("archive", model)._meta.verbose_name
                permission, _ = permissions.get_or_create(
                    content_type=kind,
                    codename=f"{action}_{model}",
                    defaults={"name": f"Can {action} {called}"},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0003_quotes'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='dateline',
            field=models.CharField(blank=True, max_length=200, verbose_name='dateline'),
        ),
        migrations.AlterField(
            model_name='evidence',
            name='field',
            field=models.CharField(choices=[('title', 'Title'), ('standfirst', 'Standfirst'), ('author', 'Author'), ('published', 'Date'), ('outlet', 'Outlet'), ('section', 'Section'), ('dateline', 'Dateline'), ('language', 'Language'), ('canonical_url', 'Address'), ('credit', 'Credit line'), ('body', 'Text')], max_length=20, verbose_name='field'),
        ),
        migrations.CreateModel(
            name='VariantGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='What editors call it.', max_length=200, unique=True, verbose_name='name')),
                ('note', models.TextField(blank=True, help_text='Why these belong together; what is left out.', verbose_name='note')),
            ],
            options={
                'verbose_name': 'name with variants',
                'verbose_name_plural': 'names with variants',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='variant_group_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='NameVariant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('spelling', models.CharField(max_length=200, verbose_name='spelling')),
                ('key', models.CharField(editable=False, max_length=200, unique=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='variants', to='archive.variantgroup', verbose_name='name')),
            ],
            options={
                'verbose_name': 'spelling',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('key', ''), _negated=True), name='name_variant_has_words')],
            'verbose_name_plural': 'spellings'},
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
