"""Words of reported speech in German, Russian and Arabic, in the form of `reporting_tables.py`."""

from collections.abc import Mapping
from typing import Final

Table = Mapping[str, str]

OTHER_TABLES: Final[Mapping[str, Table]] = {
    "de": {
        "stems": """sag erklär beton mein frag forder warn kritisier lob bekräftig äußer behaupt versicher
        ergänz mahn urteil erzähl glaub resümier kommentier formulier appellier argumentier plädier
        konstatier prognostizier beklag bedauer verkünd vermut beteuer bemerk verlaut meld berichtet
        bericht spekulier witzel scherz jubel schimpf raun murmel flüster kontert konter begründ
        verteidig charakterisier bezeichn würdig tadel rüg monier interpretier analysier gratulier
        begrüß dank kündig erinner erläuter schilder unterstreich spott reagier zitier antwort entgegn
        erwider folger füg räum bestätig dementier attestier empfehl zeig hoff klag erwart definier
        schwärm referier notier twitter propagier signalisier bilanzier bescheinig skandier bewert
        betitel mutmaß""",
        "endings": "te ten t en e ete eten et",
        "dependent_endings": "end",
        "verbs": """sprach spricht sprachen gesprochen schrieb schreibt schrieben geschrieben rief ruft riefen
        gerufen nannte nennt nannten genannt nennen gab gibt gaben gegeben hieß heißt fand findet fanden
        hielt hält halten bat bittet warf wirft werfen vorgeworfen wies hob hebt hervorgehoben strich
        stellte stellt stellten wurde_zitiert verriet verrät lehnte zog sieht sah sahen riet rät empfahl
        empfiehlt schloss wandte wendet bezog zeigte zeigt drückte meinte erhob gestand gesteht
        widersprach widerspricht versprach verspricht versprochen unterstrich beschrieb beschreibt
        beschrieben beschwor begann rechnet rechnen verwies verweist fasste teilte mitgeteilt gesagt
        erklärt betont kommentiert angekündigt bezeichnet gefordert gewarnt verkündet ausgesagt sang
        meldete führte fügte log gelobt warb wirbt titelte titelt verwendete zitiert deutete fuhr setzt
        setzte überschrieb äußern lässt ließ feierte feiert""",
        "weak": """gab gibt gaben fand findet fanden hielt hält halten warf wirft wies hob strich stellt
        stellte stellten zog sieht sah sahen schloss begann zeigte zeigt sang setzt setzte lehnte lässt
        ließ heißt hieß zeig hoff erwart begrüß dank füg räum folger feierte feiert rechnet rechnen
        begründ fuhr fasste teilte wurde zitier""",
        "fillers": """hat haben hatte hatten habe ist sei auch dann noch sich weiter später am dazu daraufhin
        gestern heute dabei zudem außerdem wörtlich hierzu dagegen jedoch bereits zuvor ihm ihr ihnen
        uns mir es das dies wird wurde wurden werden will wollte kann konnte montag dienstag mittwoch
        donnerstag freitag samstag sonntag januar februar märz april juni juli august september oktober
        november dezember laut nun unterdessen allerdings schließlich damals abschließend anschließend
        zunächst weiterhin ebenfalls selbst aber warum dort hier damals morgen indes gleichzeitig nur
        darüber davon sehr vor ebenso""",
        "pronouns_m": "er dieser",
        "pronouns_f": "sie diese",
        "pronouns": "man wir ich beide",
        "determiners_m": "der ein sein des dem den einem einen dessen",
        "determiners_f": "die eine ihre deren einer seine",
        "determiners": """das ihr dieser dieses diesen diesem jener jeden jedem keinen keine kein solche welche
        mehrere einige viele zwei drei alle unser unsere keine mein laut sämtliche beide""",
        "prepositions": """als von vom in im an am auf aus bei beim für mit nach über unter zu zur zum durch
        gegen ohne um vor während wegen seit gegenüber zwischen laut trotz hinter neben ab bis aufgrund
        anlässlich infolge angesichts gemäß entgegen bezüglich innerhalb per""",
        "links": "von vom der des für in im und",
        "boundaries": """und aber oder dass wenn weil während ob denn wo wie wobei nachdem damit sowie sondern
        worauf wonach wodurch bevor indem obwohl doch darin ähnlich""",
        "impersonal": "heißt hieß heisst",
        "sources": """laut gemäß für so zufolge nach_angaben nach_worten nach_ansicht nach_aussage nach_meinung
        nach_auffassung nach_einschätzung nach_den_worten in_den_worten mit_den_worten_von""",
        "labels": """laut gemäß namens motto titel film roman buch projekt namen name zeitschrift zeitung
        magazin nachrichtenmagazin ausstellung operation album lied song stück sogenannte sogenannten
        sogenannter genannte genannten programm serie partei bündnis schiff grundsatz thema themen
        fachmagazin musical begriff wort zeitungen spruch initiative verein gruppe organisation kampagne
        preis aktion tageszeitung kategorie marke band oper spiel lautet lautete heißt hieß prädikat
        mannschaft fregatte satellit raumschiff raumsonde sonde mission hurrikan taifun zyklon webseite
        website internetseite portal fernsehsender sendung show firma unternehmen hotel restaurant
        schwester gewerkschaft konzern blatt nachrichtensender dienst wetterdienst""",
        "documents": """meldung artikel beitrag kommentar bericht erklärung mitteilung pressemitteilung urteil
        brief studie stellungnahme schreiben gutachten meldung artikel beitrag kommentar beschluss
        resolution begründung aufruf interview""",
        "tied": "",
        "institutions": "",
        "people": """sprecher sprecherin präsident präsidentin minister ministerin bürgermeister
        bürgermeisterin kanzler kanzlerin senator senatorin professor professorin direktor direktorin
        leiter leiterin chef chefin anwalt anwältin vorsitzende vorsitzender vorsitzenden sekretär
        sekretärin forscher forscherin manager managerin beauftragte beauftragter wissenschaftler
        wissenschaftlerin experte expertin kommissar kommissarin trainer trainerin richter richterin
        general kandidat kandidatin politiker politikerin mitarbeiter botschafter könig königin prinz
        papst bischof kardinal dr prof herr frau ministerpräsident ministerpräsidentin premierminister
        außenminister innenminister verteidigungsminister finanzminister bundeskanzler bundeskanzlerin
        abgeordnete abgeordneter geschäftsführer geschäftsführerin redakteur autor autorin künstler
        schauspieler sänger spieler kapitän augenzeuge zeuge staatsanwalt oberstaatsanwalt
        hauptkommissar gouverneur generalsekretär staatssekretär ermittler meteorologe polizist arzt
        ärztin astronom astronomin physiker biologe chirurg historiker ökonom analyst meister schüler
        lehrer lehrerin vizepräsident vizekanzler regierungschef staatschef vertreter vertreterin
        fraktionschef parteichef""",
    },
    "ru": {
        "stems": """сказа заяви добави рассказа сообщи пообеща отмети подчеркну ответи спроси уточни написа
        призна объясни напомни утвержда увери уверя пояси поясни предупреди вспомни вспомина воскликну
        прокомментирова назва счита возрази поблагодари согласи посетова пожалова заключи обеща обеща
        призва выкрикну крикну прошепта пробормота усмехну вздохну проворча настаива отреза парирова
        констатирова резюмирова указа раскритикова обвини опроверг опроверга подтверди оцени дума дума
        полага потребова повтори продолжи попроси нача предположи возмути удиви пошути броси броси
        замети замети изложи описа охарактеризова процитирова отозва говори говори рассужда анонсирова
        проинформирова подели подели поправи переби переби иронизирова сыронизирова недоумева пригрози
        пригрози оговори оговори обрати обрати высказа вырази вырази вырази перечисли допусти пообеща""",
        "endings": "л ла ло ли в лся лась лись лось",
        "dependent_endings": "вая я",
        "verbs": """говорит говорят заявляет заявляют добавляет добавляют рассказывает рассказывают сообщает
        сообщают отмечает отмечают подчёркивает подчеркивает отвечает отвечают спрашивает уточняет пишет
        пишут признаёт признает признается признаётся объясняет объясняют напоминает утверждает
        утверждают уверяет уверен уверена уверены поясняет предупреждает вспоминает вспоминают
        восклицает комментирует называет называют считает считают возражает благодарит соглашается
        сетует жалуется заключает обещает обещают призывает кричит шепчет бормочет усмехается вздыхает
        ворчит настаивает резюмирует указывает обвиняет подтверждает думает думают полагает полагают
        требует повторяет продолжает просит предполагает возмущается удивляется шутит замечает описывает
        цитирует поправляет перебивает иронизирует недоумевает грозит делится убеждён убежден убеждена
        недоволен говорится сказано заявлено отмечается подчеркивается указано признан назвал названо
        парирует рассуждает улыбается хмурится смеётся предлагает предложил предложила согласен согласна
        опроверг опровергла произнёс произнес произнесла изрёк рявкнул рявкнула подытожил подытожила
        хмыкнул буркнул процедил привёл приводит объявил объявила объявили прочёл прочла прочитал
        зачитал отрезал отрезала смог""",
        "weak": "смог начал начала привёл приводит просит требует описывает предлагает названо улыбается",
        "fillers": """он-лайн также ещё еще уже вчера сегодня тогда потом затем же не и ему ей им нам мне
        журналистам только лишь при этом в свою очередь теперь сам сама тоже снова тихо сухо коротко
        однако между тем так понедельник вторник среду четверг пятницу субботу воскресенье позже
        накануне ранее""",
        "pronouns_m": "он",
        "pronouns_f": "она",
        "pronouns": "они я мы",
        "determiners_m": "этот один",
        "determiners_f": "эта одна",
        "determiners": "его её их свой своя эти все некоторые многие двое несколько",
        "prepositions": """в во на по с со о об от из к ко у за до для при без под над перед через между про
        после около из-за среди против вокруг ради насчёт согласно""",
        "links": "по",
        "boundaries": """и а но или что который которая которые которого которой когда если потому чтобы где
        как хотя пока зато кто чей""",
        "impersonal": "говорится сказано отмечается подчеркивается указано заявлено говорилось",
        "sources": """по_словам по_мнению по_данным по_информации по_утверждению по_версии по_оценке по_оценкам
        согласно со_слов""",
        "labels": """прозвали прозвище прозвищу прозвищем называют названием название назвали окрестили роман
        фильм программа программе проект проекте книга книге выставка слоган девиз операция операции
        спектакль завод клуб отель песня газета газете журнал журнале так_называемое так_называемый
        так_называемая называемое называемый называемая называемые именуют лозунг лозунгом кафе корабль
        теплоход компания компании движение партия фонд дом""",
        "documents": """акте докладе отчёте отчете заявлении сообщении письме решении постановлении документе
        приговоре интервью заключении релизе пресс-релизе телеграмме""",
        "tied": "",
        "institutions": "",
        "people": """глава мэр судья министр президент директор адвокат депутат тренер капитан чиновник
        источник собеседник житель жительница свидетель очевидец представитель представительница эксперт
        экономист врач следователь прокурор замминистра губернатор сенатор председатель секретарь
        пресс-секретарь мать отец дочь сын внук внучка жена муж брат сестра хранительница паромщик рыбак
        мастер бригадир учитель учительница генерал полковник начальник руководитель основатель ведущий
        журналист журналистка профессор академик кандидат соперник соперница сотрудник сотрудница
        вратарь защитник нападающий заместитель уполномоченный""",
    },
    "ar": {
        "stems": "",
        "endings": "",
        "dependent_endings": "",
        "verbs": """قال قالت قالوا يقول تقول يقولون أضاف أضافت أضافوا يضيف تضيف أكد أكدت أكّد أكّدت يؤكد تؤكد
        أوضح أوضحت يوضح توضح صرح صرحت صرّح صرّحت ذكر ذكرت ذكّر ذكّرت يذكر تابع تابعت يتابع أعلن أعلنت
        يعلن تعلن أشار أشارت يشير تشير اعتبر اعتبرت يعتبر تعتبر فيعتبر رأى رأت يرى ترى فيرى فترى شدد
        شددت شدّد شدّدت يشدد لفت لفتت سأل سألت يسأل تسأل أجاب أجابت يجيب تجيب رد ردت ردّ ردّت يرد ترد
        كتب كتبت يكتب تكتب وصف وصفت يصف تصف حذر حذرت حذّر حذّرت يحذر نفى نفت ينفي تنفي اعترف اعترفت
        يعترف تعترف أقر أقرت أقرّ أقرّت يقر علق علقت علّق علّقت يعلق تعلق أردف أردفت استطرد استطردت
        تساءل تساءلت يتساءل روى روت يروي تروي حكى حكت يحكي تحكي أفاد أفادت يفيد تفيد أبلغ أبلغت كشف كشفت
        زعم زعمت ادعى ادعت استذكر استذكرت يتذكر تتذكر تذكر بيّن بيّنت بين_أن نوه نوهت أعرب أعربت أنهى
        ختم ختمت اختتم اختتمت صاح صاحت هتف هتفت همس همست قاطع قاطعت ناشد ناشدت دعا دعت طالب طالبت يطالب
        تطالب توعد تعهد تعهدت وعد وعدت هدد هددت سخر سخرت انتقد انتقدت اتهم اتهمت أسف تأسف عقب عقبت عقّب
        عقّبت استدرك استدركت اشتكى اشتكت شكا شكت طلب طلبت جاء_في ورد_في خلص خلصت استنكر استنكرت ندد نددت
        رحب رحبت تمنى تمنت يأمل تأمل بدا غرد غردت غرّد غرّدت أصر أصرت أصرّت يصر تصر مازح مازحت يمزح
        اكتفى اكتفت عبّر عبّرت عبر_عن يتنهد تنهد تنهدت وجد وجدت يشكو تشكو استغرب استغربت برر بررت احتج
        احتجت لخص لخصت يلخص تلخص جزم جزمت رفض رفضت نبه نبهت نبّه نبّهت استبعد استبعدت رجح رجحت توقع
        توقعت دافع دافعت عارض عارضت يحتج تابعا اعتقد يعتقد تعتقد زاد زادت أسر أسرت كرر كررت يكرر تكرر
        سمى يسخر تسخر يضحك نقلت يهمس تهمس يصرخ صرخ صرخت تصرخ""",
        "dependent": """قائلا قائلاً قائلة مضيفا مضيفاً مضيفة مؤكدا مؤكداً مؤكدة موضحا موضحاً موضحة مشيرا
        مشيراً مشيرة معتبرا معتبراً معتبرة متسائلا متسائلاً متسائلة مشددا مشدداً مشددة محذرا محذراً
        محذرة واصفا واصفاً واصفة لافتا لافتاً لافتة مبينا مبيناً مبينة مردفا مردفاً معلقا معلقاً معلقة
        بالقول قوله قولها قولهم بقوله بقولها مستطردا مستطرداً كاتبا كاتباً كاتبة ساخرا ساخراً ساخرة بأنه
        بأنها""",
        "weak": "بدا وجد وجدت دعا دعت طلب طلبت رفض رفضت وعد وعدت يضحك كشف كشفت عبر_عن نقلت تذكر زاد زادت",
        "fillers": "قد لقد أيضا أيضاً ثم لم لا كذلك بدوره بدورها فقط له لها لهم",
        "pronouns_m": "هو",
        "pronouns_f": "هي",
        "pronouns": "هم نحن",
        "determiners_m": "",
        "determiners_f": "",
        "determiners": "",
        "prepositions": """في من إلى على عن مع بعد قبل عند منذ حتى خلال حول ضد بين تحت فوق أمام وراء لدى عبر
        بسبب رغم بحسب وفق حسب نحو دون""",
        "links": "",
        "boundaries": """أن إن أنّ إنّ بأن بأنّ التي الذي الذين أو لكن بل كما حيث عندما بينما إذا كي لأن وهو
        وهي وهم الأربعاء الخميس الجمعة السبت الأحد الاثنين الثلاثاء اليوم أمس مساء صباح وسط فيما ما إنه
        إنها إنهم بوجود عليه عليها له لها لم لن لا قد سوف ثم""",
        "impersonal": "جاء_في ورد_في",
        "sources": "بحسب وفق وفقا_ل وفقاً_ل حسب نقلا_عن نقلاً_عن في_رأي",
        "labels": """اسم باسم بلقب لقب يسمى تسمى يسمي تسمي يسمّي سمي سُمّي يُسمى المسماة المسمى برنامج مشروع
        خطة رواية فيلم كتاب شعار عنوان بعنوان حملة عملية عبارة كلمة مسلسل مسرحية أغنية صحيفة مجلة يُلقب
        يلقب المعروف المعروفة بات_يعرف يسميه يسميها يسمونه يسمونها مصطلح تحت_شعار وصفها لُقب""",
        "documents": "تقرير بيان حكم رسالة قرار وثيقة مذكرة مقابلة نص دراسة",
        "tied": "",
        "institutions": "",
        "people": """الرئيس رئيس رئيسة وزير وزيرة الوزير الوزيرة مدير مديرة المدير المديرة المتحدث المتحدثة
        متحدث متحدثة الناطق الناطقة النائب النائبة نائب نائبة القاضي القاضية المحامي المحامية محامي
        الطبيب الطبيبة الممرض الممرضة الحارس المحقق المدرب المدربة قائد القائد النقيب العقيد اللواء
        العميد الضابط ضابط الخبير الخبيرة خبير خبيرة مسؤول مسؤولة المسؤول مصدر شاهد شهود أحد إحدى السفير
        السفيرة سفير الأمين الأمينة أمين أمينة عضو زعيم زعيمة الكاتب الكاتبة الشاعر الصحافي الصحافية
        الصحفي الصحفية الباحث الباحثة العامل العاملة المزارع الصياد الأستاذ الأستاذة الدكتور الدكتورة
        الشيخ السيد السيدة المهندس المهندسة والد والدة زوجته زوجها شقيق شقيقة ابنه ابنته منافسها منافسته
        عمدة محافظ المحافظ رجل المرشح المرشحة اللاعب اللاعبة المخرج المخرجة الفنان الفنانة نقيب منسق
        منسقة مساعد مساعدة ممثل ممثلة المبعوث المستشار المستشارة مستشار المدعي ناشط ناشطة الناشط الناشطة""",
    },
}
