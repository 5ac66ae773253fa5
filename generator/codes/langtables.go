package codes

// This file has the tables of langtag.go. tools/cldr wrote it from version 48.2.0 of CLDR,
// © Unicode, Inc., whose license is at https://www.unicode.org/license.txt.

// likelySubtags has the likely script and region of each language.
const likelySubtags = "" +
	"aa LatnET ab CyrlGE af LatnZA agqLatnCM ak LatnGH am EthiET an LatnES annLatnNG apcArabSY ar ArabEG " +
	"arnLatnCL as BengIN asaLatnTZ astLatnES az LatnAZ ba CyrlRU balArabPK basLatnCM be CyrlBY bemLatnZM " +
	"bewLatnID bezLatnTZ bg CyrlBG bgcDevaIN bgnArabPK bhoDevaIN bloLatnBJ bltTavtVN bm LatnML bn BengBD " +
	"bo TibtCN bqiArabIR br LatnFR brxDevaIN bs LatnBA bssLatnCM buaCyrlRU bynEthiER ca LatnES cadLatnUS " +
	"cchLatnNG ccpCakmBD ce CyrlRU cebLatnPH cggLatnUG choLatnUS chrCherUS cicLatnUS ckbArabIQ co LatnFR " +
	"copCoptEG cs LatnCZ cswCansCA cu CyrlRU cv CyrlRU cy LatnGB da LatnDK davLatnKE de LatnDE djeLatnNE " +
	"doiDevaIN dsbLatnDE duaLatnCM dv ThaaMV dyoLatnSN dz TibtBT ebuLatnKE ee LatnGH el GrekGR en LatnUS " +
	"eo Latn001es LatnES et LatnEE eu LatnES ewoLatnCM fa ArabIR ff LatnSN fi LatnFI filLatnPH fo LatnFO " +
	"fr LatnFR frrLatnDE furLatnIT fy LatnNL ga LatnIE gaaLatnGH gd LatnGB gezEthiET gl LatnES gn LatnPY " +
	"gswLatnCH gu GujrIN guzLatnKE gv LatnIM ha LatnNG hawLatnUS he HebrIL hi DevaIN hnjHmnpUS hr LatnHR " +
	"hsbLatnDE ht LatnHT hu LatnHU hy ArmnAM ia Latn001id LatnID ie LatnEE ig LatnNG ii YiiiCN io Latn001" +
	"is LatnIS it LatnIT iu CansCA ja JpanJP jboLatn001jgoLatnCM jmcLatnTZ jv LatnID ka GeorGE kaaCyrlUZ " +
	"kabLatnDZ kajLatnNG kamLatnKE kcgLatnNG kdeLatnTZ keaLatnCV kekLatnGT kenLatnCM kgpLatnBR khqLatnML " +
	"ki LatnKE kk CyrlKZ kkjLatnCM kl LatnGL klnLatnKE km KhmrKH kn KndaIN ko KoreKR kokDevaIN kpeLatnLR " +
	"ks ArabIN ksbLatnTZ ksfLatnCM kshLatnDE ku LatnTR kw LatnGB kxvLatnIN ky CyrlKG la LatnVA lagLatnTZ " +
	"lb LatnLU lg LatnUG lijLatnIT lktLatnUS lldLatnIT lmoLatnIT ln LatnCD lo LaooLA lrcArabIR lt LatnLT " +
	"ltgLatnLV lu LatnCD luoLatnKE luyLatnKE lv LatnLV lzzLatnTR maiDevaIN masLatnKE mdfCyrlRU merLatnKE " +
	"mfeLatnMU mg LatnMG mghLatnMZ mgoLatnCM mhnLatnIT mi LatnNZ micLatnCA mk CyrlMK ml MlymIN mn CyrlMN " +
	"mniBengIN mohLatnCA mr DevaIN ms LatnMY mt LatnMT muaLatnCM musLatnUS mwwHmnpUS my MymrMM myvCyrlRU " +
	"mznArabIR naqLatnNA nb LatnNO nd LatnZW ndsLatnDE ne DevaNP nl LatnNL nmgLatnCM nn LatnNO nnhLatnCM " +
	"no LatnNO nqoNkooGN nr LatnZA nsoLatnZA nusLatnSS nv LatnUS ny LatnMW nynLatnUG oc LatnFR okaLatnCA " +
	"om LatnET or OryaIN os CyrlGE osaOsgeUS pa GuruIN papLatnCW pcmLatnNG pi LatnGB pisLatnSB pl LatnPL " +
	"pmsLatnIT prgLatnPL ps ArabAF pt LatnBR qu LatnPE qucLatnGT rajDevaIN rhgRohgMM rifLatnMA rm LatnCH " +
	"rn LatnBI ro LatnRO rofLatnTZ ru CyrlRU rw LatnRW rwkLatnTZ sa DevaIN sahCyrlRU saqLatnKE satOlckIN " +
	"sbpLatnTZ sc LatnIT scnLatnIT sd ArabPK sdhArabIR se LatnNO sehLatnMZ sesLatnML sg LatnCF sgsLatnLT " +
	"shiTfngMA shnMymrMM si SinhLK sidLatnET sk LatnSK skrArabPK sl LatnSI smaLatnSE smjLatnSE smnLatnFI " +
	"smsLatnFI sn LatnZW so LatnSO sq LatnAL sr CyrlRS ss LatnZA ssyLatnER st LatnZA su LatnID suzDevaNP " +
	"sv LatnSE sw LatnTZ syrSyrcIQ szlLatnPL ta TamlIN te TeluIN teoLatnUG tg CyrlTJ th ThaiTH ti EthiET " +
	"tigEthiER tk LatnTM tn LatnZA to LatnTO tokLatn001tpiLatnPG tr LatnTR trvLatnTW trwArabPK ts LatnZA " +
	"tt CyrlRU twqLatnNE tyvCyrlRU tzmLatnMA ug ArabCN uk CyrlUA ur ArabPK uz LatnUZ vaiVaiiLR ve LatnZA " +
	"vecLatnIT vi LatnVN vmwLatnMZ vo Latn001vunLatnTZ wa LatnBE waeLatnCH walEthiET wbpLatnAU wo LatnSN " +
	"xh LatnZA xnrDevaIN xogLatnUG yavLatnCM yi HebrUA yo LatnNG yrlLatnBR yueHantHK za LatnCN zghTfngMA " +
	"zh HansCN zu LatnZA "

const likelyWidth = 10

// likelyScripts has the regions in which the likely script is another one.
const likelyScripts = "" +
	"az IQ Arabaz IR Arabaz RU Cyrlha CM Arabha SD Arabkk AF Arabkk CN Arabkk IR Arabkk MN Arabku AM Cyrl" +
	"ku AZ Cyrlku GE Cyrlku IQ Arabku IR Arabku LB Arabku TM Cyrlky CN Arabky TR LatnlzzGE Geormn CN Mong" +
	"ms CC Arabpa PK Arabpi IN Devapi LK Sinhpi MM Mymrpi TH Thaisd IN Devasr ME Latnsr RO Latnsr TR Latn" +
	"tg PK Arabug KZ Cyrlug MN Cyrluz AF Arabuz CN CyrlyueCN Hanszh AU Hantzh BN Hantzh GB Hantzh GF Hant" +
	"zh HK Hantzh ID Hantzh MO Hantzh PA Hantzh PF Hantzh PH Hantzh SR Hantzh TH Hantzh TW Hantzh US Hant" +
	"zh VN Hant"

const scriptWidth = 10

// likelyRegions has the scripts in which the likely region is another one.
const likelyRegions = "" +
	"az ArabIR cu GlagBG en ShawGB ff AdlmGN hnjHmngLA kk ArabCN ku ArabIQ ku CyrlAM ku YeziGE ky ArabCN " +
	"ky LatnTR lzzGeorGE mn MongCN pa ArabPK pi DevaIN pi MymrMM pi SinhLK pi ThaiTH sd DevaIN sd KhojIN " +
	"sd SindIN tg ArabPK ug CyrlKZ uz ArabAF yueHansCN zh BopoTW zh HanbTW zh HantTW "

const regionWidth = 10

// languageAliases has the current tags of languages with other codes.
const languageAliases = "" +
	"aaraa     abkab     adpdz     afraf     ajpapc    akaak     albsq     alssq     amham     araar     " +
	"arbar     argan     armhy     asmas     azeaz     azjaz     bakba     bambm     baqeu     bccbal    " +
	"belbe     benbn     bh bho    bihbho    bodbo     bosbs     brebr     bulbg     burmy     bxkluy    " +
	"bxrbua    catca     cescs     chece     chizh     chucu     chvcv     cldsyr    clssa     cmnzh     " +
	"cnrsr-ME  corkw     cosco     cymcy     czecs     danda     deude     dgodoi    divdv     drhmn     " +
	"drwfa-AF  dutnl     dzodz     ekket     ellel     engen     epoeo     estet     euseu     eweee     " +
	"faofo     fasfa     fatak     finfi     frafr     frefr     fryfy     fucff     fulff     gazom     " +
	"geoka     gerde     glagd     glega     glggl     glvgv     gomkok    greel     grngn     guggn     " +
	"gujgu     hatht     hauha     hbssr-Latnhebhe     hinhi     hrvhr     hunhu     hyehy     iboig     " +
	"iceis     idoio     iiiii     ikeiu     ikuiu     ileie     in id     inaia     indid     islis     " +
	"itait     iw he     javjv     ji yi     jpnja     jw jv     kalkl     kankn     kasks     katka     " +
	"kazkk     khkmn     khmkm     kikki     kinrw     kirky     kmrku     korko     kurku     laolo     " +
	"latla     lavlv     linln     litlt     ltzlb     lublu     luglg     lvslv     macmk     malml     " +
	"maomi     marmr     mayms     mkdmk     mlgmg     mltmt     mo ro     molro     monmn     mrimi     " +
	"msams     mupraj    myamy     navnv     nblnr     ndend     nepne     nldnl     nnonn     nobnb     " +
	"norno     npine     nyany     ocioc     orior     ormom     oryor     ossos     panpa     pbups     " +
	"perfa     pesfa     plipi     pltmg     polpl     porpt     prpgu     prsfa-AF  pusps     quequ     " +
	"quzqu     rohrm     ronro     rumro     runrn     rusru     sagsg     sansa     sccsr     scrhr     " +
	"sh sr-Latnsinsi     slksk     slosk     slvsl     smese     snasn     sndsd     somso     sotst     " +
	"spaes     spykln    sqisq     srcsc     srdsc     srpsr     sswss     sunsu     swasw     swcsw-CD  " +
	"swesv     swhsw     tamta     tattt     telte     tgktg     tglfil    thath     tibbo     tirti     " +
	"tl fil    tnffa-AF  tonto     tsntn     tsots     tuktk     turtr     tw ak     twiak     uigug     " +
	"ukruk     urdur     uzbuz     uznuz     venve     vievi     volvo     welcy     wlnwa     wolwo     " +
	"xhoxh     xpekpe    yddyi     yidyi     yoryo     zhaza     zhozh     zsmms     zulzu     zybza     "

const aliasWidth = 10

// relatedLanguages has the distances to closely related languages.
const relatedLanguages = "" +
	"aa ssy04aaesq 10aaoar 10aatsq 10abhar 10abvar 10acmar 10acqar 10acwar 10acxar 10acyar 10adfar 10" +
	"aebar 10aecar 10afbar 10aiisyr10alnsq 10apcar 10apdar 10arqar 10arsar 10aryar 10arzar 10auzar 10" +
	"avlar 10ayhar 10aylar 10aynar 10aypar 10azbaz 10bbzar 10bhrmg 10bjnms 10bmmmg 10bs hr 04btjms 10" +
	"bvems 10bvums 10bzcmg 10cdozh 10cjyzh 10cnpzh 10coams 10cpxzh 10cspzh 10czhzh 10czozh 10da nb 08" +
	"da no 08dtyne 10dupms 10enbkln10eyokln10ffmff 10fubff 10fueff 10fufff 10fuhff 10fuiff 10fuqff 10" +
	"fuvff 10ganzh 10gaxom 10gkpkpe10gnwgn 10gswde 04guign 10gungn 10haeom 10hakzh 10hjims 10hnmzh 10" +
	"hr bs 04hsnzh 10ht fr 20id ms 10idaluy10iktiu 10jakms 10jaxms 10knnkok10kvbms 10kvrms 10kxdms 10" +
	"lb de 04lcems 10lcfms 10liwms 10lkbluy10lkoluy10lksluy10lriluy10lrmluy10lsmluy10ltglv 10ltoluy10" +
	"ltsluy10luhzh 10lwgluy10lzhzh 10maxms 10meoms 10mfams 10mfbms 10minms 10mnpzh 10mqgms 10mshmg 10" +
	"msims 10muims 10mvfmn 10nanzh 10nb da 08nb nn 20nb no 01nhdgn 10niqkln10nleluy10nn nb 20nn no 20" +
	"no da 08no nb 01no nn 20nydluy10okikln10orcom 10ornms 10orsms 10pbtps 10pelms 10pgaar 10pkokln10" +
	"psems 10pstps 10qubqu 10qudqu 10qufqu 10qugqu 10quhqu 10qukqu 10qulqu 10qupqu 10qurqu 10qusqu 10" +
	"quwqu 10quxqu 10quyqu 10qvaqu 10qvcqu 10qvequ 10qvhqu 10qviqu 10qvjqu 10qvlqu 10qvmqu 10qvnqu 10" +
	"qvoqu 10qvpqu 10qvsqu 10qvwqu 10qvzqu 10qwaqu 10qwcqu 10qwhqu 10qwsqu 10qxaqu 10qxcqu 10qxhqu 10" +
	"qxlqu 10qxnqu 10qxoqu 10qxpqu 10qxrqu 10qxtqu 10qxuqu 10qxwqu 10ragluy10sdcsc 10sdnsc 10sgckln10" +
	"shuar 10sjczh 10skgmg 10spvor 10srosc 10sshar 10ssyaa 04tdxmg 10teckln10tkgmg 10tmwms 10tuykln10" +
	"txymg 10urkms 10uzsuz 10vkkms 10vktms 10vroet 10wuuzh 10xmmms 10xmvmg 10xmwmg 10yihyi 10yuezh 10" +
	"zlmms 10zmims 10"

const relatedWidth = 8

// regionGroups returns the regions in which a language differs from that of the other
// regions, the region that is closest to all others outside of them, and the regions that
// represent many.
func regionGroups(language, script string) (group, hub, paradigms string) {
	switch {
	case language == "ar":
		return "DZ EH LY MA MR TN", "", ""
	case language == "en":
		return "AS CA GU MH MP PH PR UM US VI", "GB", "US GB"
	case language == "es":
		return "003 005 013 019 021 029 419 AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK" +
			" GD GF GL GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY" +
			" VC VE VG VI", "", "ES 419"
	case language == "pt":
		return "003 005 013 019 021 029 419 AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK" +
			" GD GF GL GP GS GT GY HN HT JM KN KY LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY" +
			" VC VE VG VI", "", "BR PT"
	case language == "zh" && equalTag(script, "Hant"):
		return "HK MO", "", ""
	}
	return "", "", ""
}
