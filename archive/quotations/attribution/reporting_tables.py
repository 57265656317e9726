"""Words of reported speech in languages other than English: verbs with their inflections, pronouns, titles, particles.

One table a language, all of one form; `reporting_language.py` makes patterns of them. Stems are inflected by class.
"""

from collections.abc import Mapping
from typing import Final

Table = Mapping[str, str]

ROMANCE_TABLES: Final[Mapping[str, Table]] = {
    "fr": {
        "stems": """affirm ajout assur déclar expliqu racont soulign précis indiqu rappel confi lanc regrett
        dénonc insist martel martèl estim jug not résum comment exclam gliss tonn tweet soupir demand
        interrog qualifi évoqu accus observ constat plaid ironis nuanc tranch rétorqu répliqu relev
        détaill critiqu murmur lâch réclam remarqu avanc signal rapport clam cri hurl gronde grond
        souffl proclam alert rassur temporis analys témoign avou annonc pest fulmin plaisant ripost
        balay recommand salu protest argument sugg concéd ironis déplor considèr lament s'emport emport
        râl vant pronostiqu chuchot entonn menac jur cit évalu s'étonn étonn se_désol désol s'inquièt
        inquièt inquiét pointe point décrit supplie not enchain enchaîn prévien marmonn grommell grommel
        ricane ricann rigol s'indign indign félicit""",
        "endings": "e é ait a ent aient èrent era eront",
        "dependent_endings": "ant",
        "verbs": """dit disent dira disait disaient répond répondent répondu répondait répondit écrit écrivent
        écrivait écrivit reconnaît reconnait reconnu reconnut prévient prévenu prévint poursuit
        poursuivi poursuivait conclut conclu promet promis promit admet admis admit croit croient pense
        pensait veut voit décrit parle parlait parlé sourit sourient soutient soutenu maintient défend
        défendu se_souvient souvient souvenu convient craint rit redoute espère espérait reprend repris
        prédit averti avertit avertissait renchérit renchéri surenchérit glapit gémit rugit bondit
        applaudit réagit réagi fait_valoir fait_savoir trouve trouvait dément résume rappelle rappellent
        appelle complète répète suggère concède relève suppose révèle réplique intervient déduit tempête
        interpelle lit tient contredit traduit considère conteste tient sait""",
        "weak": "parle parlait parlé trouve voit veut fait espère redoute craint tient lit sait not note point pointe",
        "fillers": """aurait auraient a ont avait avaient ai est sont n' ne pas y lui leur se s' me m' nous
        vous en l' le la aussi ensuite également encore toujours alors donc pourtant enfin déjà tout
        simplement par ailleurs mardi lundi mercredi jeudi vendredi samedi dimanche hier aujourd'hui de
        son côté d' abord ainsi même eux elle-même lui-même plutôt bien très vivement clairement quant
        quand à pour sa part""",
        "pronouns_m": "il lui ils celui-ci ce dernier",
        "pronouns_f": "elle elles celle-ci",
        "determiners_m": "le un ce mon",
        "determiners_f": "la une cette sa ma",
        "determiners": "son leur l' les des ces ses leurs plusieurs certains certaines deux trois quelques notre",
        "prepositions": """de du d' des à au aux en dans par pour sur avec sans chez depuis lors devant entre
        vers après avant contre sous selon malgré dès jusque face outre""",
        "links": "de du d' des de_la de_l' et",
        "boundaries": "et mais ou que qu' qui dont quand lorsque si car donc où comme puis tandis alors avant après",
        "sources": "selon d'après suivant aux_yeux_de aux_yeux_d' de_l'avis_de à_en_croire au_dire_de pour",
        "labels": """dit dite dits surnommé surnommée appelé appelée baptisé baptisée intitulé intitulée nommé
        nommée rebaptisé film roman titre projet plan programme formule opération livre slogan mot
        dénommé appellent surnomment nomment documentaire pièce chanson album spectacle exposition label
        collectif association navire parlent surnom opération""",
        "documents": """rapport communiqué décision arrêt jugement avis texte lettre note ordonnance étude
        document courrier message courriel tract tribune entretien interview""",
        "tied": r"-(?:t-)?(?P<m>ils?)|-(?:t-)?(?P<f>elles?)|-(?P<x>on|je|nous)",
        "institutions": """santé intérieur justice économie éducation défense culture travail agriculture
        finances budget république état sénat assemblée conseil commission commerce logement transports""",
        "people": """maire juge ministre président présidente directeur directrice avocat avocate porte-parole
        cadre conseiller conseillère habitant habitante voisin voisine témoin source proche responsable
        élu préfet procureur docteur médecin fonctionnaire magistrat policier syndicat mère père fille
        fils frère sœur femme mari homme patron""",
    },
    "es": {
        "stems": """declar afirm asegur explic señal indic manifest expres apunt subray destac cont pregunt
        critic calific coment precis exclam lament acus ironiz murmur susurr confes zanj sentenci remat
        apostill relat narr detall recalc coment reclam opin consider avis recomend reproch protest grit
        replic confirm neg aclar denunci anunci celebr bromeó brome limit reiter alert aplaud argument
        resalt recort plante puntualiz vaticin avent reflexion revel ratific rechaz inform evoc interrog
        bautiz lanz contest enfatiz esgrim cuestion ordén pronostic auguró augur estim juzg enumer valor
        se_quej quej se_sincer sincer bram solloz suspir tuite cit acot dictamin matiz""",
        "endings": "a ó aba an aron ado aban ará",
        "dependent_endings": "ando",
        "verbs": """observa observó observan decir señalar dijo dice dicen dijeron dicho decía decían dirá
        añadió añade añaden añadieron agregó agrega agregan agregaron sostuvo sostiene sostienen
        sostuvieron sostenido respondió responde responden respondieron advirtió advierte advierten
        advertido insistió insiste insisten insistieron recordó recuerda recuerdan recordaba escribió
        escribe escribieron escrito reconoció reconoce reconocieron reconocido concluyó concluye pidió
        pide pidieron prometió promete prometido prometieron admitió admite admiten admitido quiso_saber
        cree creen creía piensa defiende defendió defienden defendido resuelve resolvió corrige corrigió
        sugirió sugiere repitió repite mantiene mantuvo contestó contestaron describió describe definió
        define tuiteó leyó lee interviene intervino prosiguió prosigue continuó continúa sonríe sonrió
        ríe reitera habla hablaba habló expuso expone propuso propone predijo desmintió desmiente exigió
        exige arremetió atribuyó ve teme temía rugió espetó espeta confió confía niega deniega dispone
        establece recoge reza cierra insta debe desea se_pregunta interrumpió interrumpe""",
        "weak": "habla hablaba habló ve cierra teme cont cuenta reza lee dispone establece recoge valora",
        "fillers": """habría habrían ha han había habían he no se le les lo la me nos os también luego después
        además ayer hoy así incluso entonces finalmente por su parte mismo misma ya aún todavía asimismo
        posteriormente tan""",
        "pronouns_m": "él ellos este",
        "pronouns_f": "ella ellas esta",
        "determiners_m": "el un este del al ese",
        "determiners_f": "la una esta esa",
        "determiners": "su los las unos unas sus estos estas varios varias algunos algunas dos tres otro otra mi",
        "prepositions": """de del en a al por para con sin sobre desde ante tras entre contra hacia hasta según
        durante bajo mediante""",
        "links": "de del de_la de_los de_las y",
        "boundaries": "y e pero o que quien cuando mientras porque si aunque como donde quienes cuyo pues sino",
        "sources": "según de_acuerdo_con en_palabras_de a_juicio_de en_opinión_de para a_decir_de",
        "labels": """llaman llamado llamada llamados denominado denominada conocido conocida bautizado
        bautizada titulado titulada apodado apodada lema proyecto plan programa película novela libro
        canción grupo operación eslogan operativo llamaban documental obra disco barco plataforma
        colectivo término palabra mote premio""",
        "documents": """informe comunicado fallo auto sentencia carta nota resolución documento escrito
        dictamen mensaje tuit entrevista estudio decreto texto""",
        "tied": "",
        "institutions": """educación interior exteriores hacienda economía justicia sanidad defensa cultura
        trabajo agricultura estado república gobierno congreso senado salud vivienda transportes
        relaciones seguridad""",
        "people": """alcalde alcaldesa juez jueza ministro ministra presidente presidenta director directora
        abogado abogada portavoz consejero consejera vecino vecina testigo fuente fuentes técnico
        funcionario funcionaria responsable fiscal médico médica policía madre padre hija hijo hermano
        hermana mujer hombre nieto nieta candidato candidata capitán capitana entrenador entrenadora
        sindicatos economista""",
    },
    "it": {
        "stems": """dichiar afferm spieg raccont sottoline precis ricord annunci comment osserv denunci replic
        assicur accus protest ironizz confess lament critic mormor sussurr esclam sbott domand not rivel
        aggiung confid specific sospir incalz constat evidenzi argoment puntualizz azzard conferm neg
        not attacc grid parl ribatt domand rimarc illustr segnal inform elog lanci tuon avverti contest
        testimoni evoc consider giudic stigmatizz auspic confut dett bocci scherz rassicur minacci invoc
        liquid battezz consigli rilev ordin esult""",
        "endings": "a ò ava ano arono ato avano erà",
        "dependent_endings": "ando",
        "verbs": """disse dice dicono detto diceva dicevano dissero dirà sostiene sostengono sostenuto
        sosteneva aggiunge aggiungono aggiunto aggiunse risponde rispondono risposto rispose scrive
        scrivono scritto scrisse conclude concluso concluse ammette ammettono ammesso ammise chiede
        chiesto chiese avverte avvertito avvertì ribadisce ribadito ribadiscono ribatte ribattuto
        ribattono insiste insistito insistono definisce definito definisce promette promesso promise
        ripete ripetuto ripeteva riconosce riconosciuto risponde ride sorride sorrise confida spera teme
        vede crede credono pensa ritiene ritengono ritenuto prosegue proseguito proseguì riprende
        ripreso corregge corretto taglia_corto interviene intervenuto chiarisce chiarito riferisce
        riferito riferiscono smentisce smentito difende difeso descrive descritto si_legge propone
        proposto predice suggerisce suggerito esordisce esordito continua obietta obiettato rincara
        applaude fa_sapere fa_notare fatto_sapere controbatte sbotta si_difende si_sfoga sentenzia
        deride""",
        "weak": "continua vede spera teme ride not nota parl parla ordin taglia_corto fa_sapere giudica",
        "fillers": """avrebbe avrebbero ha hanno aveva avevano è era non si gli le lo la mi ci vi ne anche poi
        ancora inoltre infine ieri oggi così però quindi invece lunedì martedì mercoledì giovedì venerdì
        sabato domenica stesso stessa già subito dal canto suo""",
        "pronouns_m": "lui egli",
        "pronouns_f": "lei ella",
        "determiners_m": "il lo un uno suo questo del quel",
        "determiners_f": "la una sua questa un'",
        "determiners": "i gli le l' alcuni alcune due tre altri altre diversi loro i_suoi",
        "prepositions": """di del dello della dei degli delle dell' in nel nella nello nell' a al allo alla ai
        agli alle all' da dal dallo dalla dai dalle dall' per con su sul sulla sull' tra fra senza
        secondo contro dopo prima durante presso verso""",
        "links": "di del dello della dei degli delle dell' d' e",
        "boundaries": "e ed ma o che chi quando mentre perché se come dove cui oppure anche",
        "impersonal": "si_legge legge",
        "sources": "secondo stando_a a_detta_di a_giudizio_di per ad_avviso_di a_parere_di così",
        "labels": """chiamano chiamato chiamata chiamati denominato denominata ribattezzato ribattezzata
        battezzato battezzata soprannominato soprannominata intitolato intitolata detto detta piano
        progetto film romanzo libro canzone squadra dei operazione programma slogan motto titolo
        cosiddetto cosiddetta documentario mostra nome nave chiamavano disco""",
        "documents": """relazione sentenza comunicato nota lettera rapporto ordinanza documento intervista
        messaggio decreto verbale perizia""",
        "tied": "",
        "institutions": """istruzione interno interni esteri economia giustizia salute difesa cultura lavoro
        agricoltura stato repubblica consiglio governo senato camera trasporti sanità""",
        "people": """sindaco sindaca giudice ministro ministra presidente direttore direttrice avvocato
        avvocata portavoce assessore assessora residente testimone fonte funzionario funzionaria
        capitano allenatore medico madre padre figlia figlio fratello sorella moglie marito uomo donna
        pescatore genitori sindacati capogruppo dirigente""",
    },
    "pt": {
        "stems": """declar afirm explic acrescent complet ressalt destac cont pergunt alert avali lembr anunci
        critic argument coment observ garant sublinh salient adiant fris acus ironiz atir lament assegur
        question record murmur exclam confess resum constat apont not consider inform relat classific
        confirm neg revel reiter desabaf brad grit retruc contest sentenci rebat enfatiz indic manifest
        express protest recomend avis coment suspir reclam detalh indag jur celebr acredit julg inst
        elogi denunci batiz defin opin assinal concretiz esclarec pontu dispar reforç agrad provoc cit""",
        "endings": "a ou ava am aram ado avam ara",
        "dependent_endings": "ando",
        "verbs": """dizer pondera ponderou observa disse diz dizem disseram dito dizia diziam dissera respondeu
        responde respondem responderam escreveu escreve escreveram escrito reconheceu reconhece
        reconheceram defendeu defende defendem defenderam concluiu conclui garantiu garante garantem
        referiu refere prometeu promete prometera prometeram admitiu admite insistiu insiste insistem
        repetiu repete sugeriu sugere sustentou sustenta pediu pede pediram acredita pensa crê considera
        corrige corrigiu prosseguiu prossegue continuou continua descreveu descreve reagiu reagiram
        reage fala falou falava propôs propõe previu desmentiu desmente sorriu sorri interveio vê teme
        exigiu exige advertiu adverte definiu define leu lê ouviu quis_saber resumiu resume contrapôs
        interrompeu esclareceu esclarece agradeceu agradece disparou""",
        "weak": "fala falou falava vê teme continuou continua leu lê ouviu cont agrad provoc nota informa",
        "fillers": """teria teriam tem têm tinha tinham havia não se lhe lhes o a também depois ainda já ontem
        hoje assim então por sua vez mesmo mesma apenas ainda logo sempre nos me""",
        "pronouns_m": "ele eles",
        "pronouns_f": "ela elas",
        "determiners_m": "o um seu este do ao esse",
        "determiners_f": "a uma sua esta da à essa",
        "determiners": "os as uns umas seus suas vários várias alguns algumas dois duas três outro outra",
        "prepositions": """de do da dos das em no na nos nas a ao à aos às por pelo pela para com sem sobre
        desde até entre contra segundo após perante num numa sob durante""",
        "links": "de do da dos das e",
        "boundaries": "e mas ou que quem quando enquanto porque se como onde cujo pois embora",
        "sources": "segundo de_acordo_com conforme nas_palavras_de na_opinião_de para na_avaliação_de",
        "labels": """chamam chamado chamada chamados chamou denominado denominada conhecido conhecida batizado
        batizada batizou intitulado intitulada apelidado apelidada lema projeto plano programa filme
        romance livro canção grupo operação slogan chamava chamavam documentário navio exposição título
        nome palavra alcunha""",
        "documents": """relatório comunicado acórdão sentença carta nota despacho documento parecer mensagem
        entrevista estudo decreto texto""",
        "tied": "",
        "institutions": """educação interior exteriores finanças economia justiça saúde defesa cultura trabalho
        agricultura estado república governo câmara senado ambiente fazenda""",
        "people": """prefeito prefeita juiz juíza ministro ministra presidente diretor diretora advogado
        advogada porta-voz autarca vereador vereadora morador moradora testemunha fonte funcionário
        funcionária engenheiro engenheira médico mãe pai filha filho neto neta irmão irmã mulher homem
        treinador capitão candidato candidata deputado deputada sindicatos economista relatora promotora""",
    },
}
