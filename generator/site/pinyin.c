/*
 * pinyin.c - see pinyin.h.
 *
 * INITIALS holds one letter per character from U+4E00 to U+9FA5, '-' where it is not known. It
 * follows the order by pronunciation of glibc's locale file iso14651_t1_pinyin, cut where the
 * characters of GB 2312 level 1 (which that standard also orders by pronunciation) change letter.
 */
#include "site/pinyin.h"

#include "base/utf8.h"

#include <ctype.h>
#include <string.h>

enum { HAN_FIRST = 0x4E00, HAN_LAST = 0x9FA5, PER_LINE = 88 };

/* clang-format off */
static const char *const INITIALS[] = {
    "ydkqsx-wzssxhbymgcczqpssqbycdscdqldylybsgjgypzjjfgcclzz-wdwzdljpfyynwjjtmy-zwzhflzppqhgc",
    "cyy-mjqyxxgd--s-shnj-s--ml-rxyfsng----qlggllyjlgyzssecykyyhqwjssggyxyqyjtwktjhychm-xjtlp",
    "jyqbyxdldwrrj-wysrldzjpcazjjbrcfsl-czstzfxxchtrqggddlyccrsymmrgcyjzpwwjjyfcrwfdfzqpxddwy",
    "xkyjawjffxjbcftzyhhycyswccyxsclcxxwzcxnbgnnxbxlzsqcbsfpysazdhmdzbqbscwdzzyytzhbtsyyfzgnt",
    "nsjywq-k-phhlxgybfmjebjhhgqtjcysxstkzglyckglysmzxyalmeldccxgzyrjxjzl-jzcqkcnnjwhjczccqlj",
    "ststbnhbtyxceqskkwjyflzqlyhjxspsfwlmpbyqxxxytcc-ylllsjxfhjxpjbcffyabyxbcczbjyclwlczggbts",
    "smdtjcxpthyqtgjjxcjfzkjzjqnlzwlslhdzbwjncjzyzsq-ycjyrzcjjwybrtwpyftwexcskdzctbyhyzqyyjxz",
    "cfbzzmjyxxcdczottbzljwfcgscsxfyrlrygmbdthjwsqjccsbxyytsyfbjdzt-bcnblcczzpsacyzzsqjcshzqy",
    "dwlbbjllmqxqydzxsqjtzpwlcglqdcwhfhctdjjsfxjejjtlbgxsxjmyjjqpfzasyjnsydjxkjcdjsz-bartccln",
    "jqmwnqnclllkbdbzzsyhqcltwlccrshllzntylnewyzyxczxxgdkdmtcedestsyyssdqdfmxdbjkhrwnqlsbglw-",
    "lgtgxbqjdc-yjsjyjcjmrnymgrcjczgjmzmgxmmryxkjnymsgmzjymk-fxmbdtgfbhcjhkylpfmdslxjjsmtqgzs",
    "jljdldgjycalcmzcsdjllnwdjffffjc-f--ffpfkhkgdpkxktacjdhhzdddrrcfqyjkqccwjdxhwjlyllzgcfcqj",
    "smlzpbjjblsbcjggdckkdezsqcckjgcgkdjtjllzycxklqccgjcltfpcqczgwbjdqszjjbyjhsjddwgfsjgdkcjc",
    "tllfspkcgqjhzzljplgjgjjthjjyjzccmlzlyqbgjwmljkxzdznjqsyzmljlljkytxmkjlhskjhbmclyymkxjqlb",
    "mclkmdxxkwyxwslmlpsjqjcqxyjfjtjdxmxxllcrqbsyjbgwy--ggbc-xpjtgpapfgdjqbhbncfjyzjkjkhxqfgq",
    "ckfhygghdkllsdjqxpqyaybnosxqnszswhbsxwhxwbczxdmncjblbkbbzklylwgwxjjwaqzmywsjqlsjxxjqwjeq",
    "w-cwetlzalyyyszzp-kazcptlshtzcfycyxyljsdcjjagyslcllyyysglqqq-ldxhsccccadycjysfsgbfrsslqs",
    "bxjpsjwsdrckgjlgdkzjzbdktcsyqpyhstcldj-hmxmcgxyzhjdctmhltxzxylamoxyjcltyfbqqjpfbdfehthsq",
    "hzswwcncxcdwhhwgyjlegmdqcwgfjhcsntfydolbygqqwasqpwnmlrydzszzlyqpzgcwxhnfpyxshmdqjgztdppb",
    "fyhzhhjyfczwjgkzbldnzsxhqeegzdylzmmzyjzgszxhhkhtxexxgylyapsthhdwhzydgxagkycxbh-h-kd-jnmy",
    "hylpmgocslnzhkxxlbzzlbmlsfbhhgsgyyggbhscyajtxwlxtsmcwzedqdqm-gd-llszh-gjzwfjhqswscelqajy",
    "nytlqxthadnkzzsdhlaxxtwwcjhqqtddwzbccheqzflxpslzqgpzsznglydjcbdlx-tctajdkywnsyzljhhdzckn",
    "yyzynmhychhhxhjkzwsxhdyxlyscjycpclycwmyp-kxyjlkchtyhaxqsyshxaslchkcscnsgjpwqsgzjlwwschsj",
    "hsqnh-sngmda-tbaalczmsstdqjcjgtscjaxplggxhhgoxzcxpdmmhldgtyby-jmxhmqcplxjzckzxshflqxccdh",
    "xwzbchcccdytcjyxqhlsdhypjqxnlsyycdnzjnhhqezysjyayjkypdgxdd-sppyzndhthrhhydpcjjhtc--btlhb",
    "ynyhmhzll-nxmylllmdcppxhmxdkycyrdltxjchhznaclcclylnzsx-jzzlnn--whyqsnjhxynttdkyjpychhyeg",
    "kcttwlgjrlggtgtygyhpyhylqyqgcwyjkpyyestttlhyhlltyttspl-yzwgywgpydqqzsdq--kcqnmjjzzbxtqfj",
    "kdffbtkhzkbxdjjkdjjtlbwfzpptkqtztgpdgntpjyfalqmkgxbcclzfhzclllla-p-xdjklcclgyhdzfgyddgcy",
    "yfgydxkjse-dhekd-dk-naxxhbpbyyhxccgapfqyjjdmlxcyjzllbc-bsxgjyndybejsbcwjlzkcddtacsbkzdyz",
    "ypjgqsjnjktknjdjgyebgtl-yq-acdntcyhblgdzhbbydmjragkzyheyybjmcdtafzjzhgcj-lghldwxjjkytcyk",
    "sssmtwcttqzlpbszdtwcxgzagyktywxl-lcpbclloqmmzsslcmbjcsdzkydczjgqjdsmcydzqql-zqzxssbpkdfq",
    "mddzzsddtdmfhtcyc-aqjqkypbdjyyxtljhdrqxlxhkydhr-lklytwhllrllrcxylb-sr-zzsymkzzhhkyhxksmz",
    "syzgcjfb-bsqlfzxx-nxkxwymsddyq-ggqmmyhcdzttfgyyhgsbttybykjd-kyjbelhdypjqnfxfd-kzhqksbyjt",
    "zbxhfdxbdaswpawajldyjsfhblcnndnqjtjnchxfjsrfwhzfmdrfjyxwzpdjkzyjympcyznynxfbytfyfwygdbnz",
    "zzdnytxydmmqbsqdhxfzmbmflzzsrsyqjgsxwzjsprytjsjgskjjgljjynzzjxhgjkymlpyyycxycgqzswhwlyrj",
    "lpxslcxmfsmwklcdnknynpsjczhdzeptxmwywayysywlxjqcqxzdcladdlmcpjpclwbxsqhfwrtfwjtnqjhjqdxh",
    "wlbyccfjlalkyyjldx-hycstyywncjtxywtrmdrqhwqcmfjdxzmhmayxjwmyzqsxtlmrspwwjha-bxtgzypxyyrr",
    "clmpamgkqjszycymyjsnxtplnbappypylxmyzkynldgyjzcchnlmzhhanq-bgwqtzmxxmllhgdzxyhxhrxycjmff",
    "xywcfsbssqlhxndycannmtcjcypyxnytycnwym-msxndlylysljnlxyssqmllyzlzjjjkyzzcsfbzxxmstbjgnx-",
    "nhlshmcqscyznfzlxbrnnnylmnrtgzqysajswryhyjzmzdhzgzdwybsscskxsyhytsxgcqgxzzbhyxjscrhmkkbs",
    "czjyjymkqhzjfnbhmqhysnjnzybknqmcjgqhwlsnzswxkhljhyybqcbfcdsxdldspfzfskjjzwzxsddxjseeegjs",
    "cssmgclxx-wwyllymwwwgydkzjgggtggsycknjwnjpcxbjjtqtjwdsspjxcxnzx-mdlptfsttllxcljxjjljsxct",
    "nsgxle--lyqrwhsycsq-ybyaxwjejqfwqcqqcjqgxaldbzzyjgkgxbltqyfxjltpydkyqhpmatlc-d-kxmtxy-hk",
    "ldfxdllegqdymsawhsmljdky-xlyjzljeeyybqqffnlyxhdsctgjhxywlkllxqkcctlhjlqmkkzgcyygllljdcgy",
    "dhzwypysjbzjdzgyzzhywyfqdtyzszyezklymgjjhtsmkwyzljyywzcsrkqyqltdxwcdrjalwsqzwbdcqyncj--s",
    "zjlkcdcddlzzzacqqzzddxyblxcbqjylzllljddzjgyqyjzyxnyyyexjxksdaz-yrdlzyyy-jlslldyxjcykywnq",
    "cclddnyyykycgczhjxcclgzqjg-w--cqqjysbzzhyjxj-xjfzbsbdsfnsfpzxhdwztdmpptflzzbzdmyypqjrsdz",
    "sqzsqxbdgcpzswdwcsqzgmdhzxmwwfybp-gphdmjthzsmmbgzmbzjcfzhfcbb-mqdfmbcmcjxlgpnjbbxgyhyyjg",
    "ptzazmqbqdcgybjxlw-kydpdymgcftpfxyztzxdzqtgkmtybbclbjaskytssqyymscxfjhhlsllsjpqjjjaklyld",
    "lycctsxmcwfg-gbqxlbll-yxtyltyxytdpjhnhgnkbyqnfjyyzbyyessessgdyhfhwtcjbsdzjtfdmxhcnjzymqw",
    "srxjdzjjbtqbbsdjg-bbk-bxdkjhmgwjjjgdllthzhhyyyyhhsxwtyyyccbdbpypzyccztjfzywcbdlfwzcwjdxx",
    "hyhlhwczxjtc-lcdpx-qczczlyxjjcjbhfxwpywxzbcdzzbdccjwjhmlxbqxxbylrddgjrrctttgqdczwmxfytmm",
    "zcwjwxyywcskybzcccttqnhxnkxxhhkfhtswoccjybcmpzzykbnnzpbthhjdlszddytyfjpxyngfxbyqxcbhxcpx",
    "xt-zd--ycnxsxlgkmzxlthdhkghxxsshqyhhcjyxglhzxcxnhekdtgqxqypkdhw-tckcnymyyjbkqyyyjxqlthhq",
    "tbyqhxbmyhsqckwwyllhcyylnneqxqwmcfbdccmljggxdqktlxkknqcdgcjwyjjlyhhqythnwchhxcxwherzjydj",
    "ccdbqcdgdnyxzdhcqrxcbhztqcbxwgqwyybxhmbymykdyecmqkyaqyngyzslf-kkqgyssqyshjgjcnxkzycssbky",
    "xhyylstycxqthysm-scpmmgcccccmnztasmgqzjhklosjylswtmqzyqkdzljqqyplzycztcqqpbbcjzclpkhqcyy",
    "xxdtdddsjcxffllchqxmjlwcjcxtspycxndtjshjwhdqqqckxyamylsjhmlalygxcyydmamdqmlmcznncybzkkyf",
    "lmc-cmlhxrcjjhsylnmtjggggywjqsrxcwjgjqhqzdqjdzjjckjkgdzcgjjyjylhzxhcdqhhhestmhlfsbdjsyys",
    "hfyssczqlpbdrb-ztzdgykhsccgkwtqzrkmsynbcrxqbjyfaxpqzedzcjykbcjwhyjbqzzywnyszptdkzpfpbazt",
    "klq-hbbzptpptyzzybhnydcpzmmcycqmcjfzzdcmnlfpbplmgqjtbttnjzpzbbdnjkljqylnbzqhksjznggqstzk",
    "cxchpzsnbcgzkddzqalzgjkdntlzldwj-jzlywtxndjzjhx-asncbgtzcsskmljbjytsnwjcfjwjjtkhtzplbhsn",
    "jssyjbhbzyzlsslsbjhd-wqpslmmfbjdwajyzccjtbnnnzwqxcdslqgdsdpdzgjtqqpsqlyyjzlgyhsdlctcbjtk",
    "tyczjtqkbpjlg--zd-csgpynjzjjyyknhrpwszxmtncszzyshbyhyzajywkcjtllckjjtjhgcsdjyqyczby--lwq",
    "cglzgjgqyqcczssbcrbcskydznxjsqgxssjmecnstjtpbdlthzwxqwcczexnqczgwengssbybstscslccgbfsdqs",
    "zlccglllzghzcthcnmjgyzazcmsksstcmmzckbjygqljyjppldxrkzyxccsnhshhdznlzhzjjcddcbcjxlbfqbcz",
    "ztpqdn-xljcthqwjgylklszzpcjdscqjhjqkdxgbbajyn-smjtzdxlcjyryynhjbngzjkmjjltbsllrzpylsscnx",
    "jhllhyllqqcqlsymrc-cxsljmlcltzldwdgjllnzggqxppskygyggbfzbdkmwggcxmcgdxjmcjsdycabxjdlnbcd",
    "dygskydqdxdjjyghsaqazdcfslqxxjsqzdlblxjwxjjzbjzlfbblylwdsljhxjyzjwtdjcyfqzjzzdzsxzzqlzcd",
    "zfxhyspy-pqzmlpplffxjjnzzylsj-yqzfpfzgsywjjjhrdjzzxtxxglghtdxcskyswmmtcwybazbjkshfhgcxmh",
    "fqhyxxyzftsjyzbxyxpzlchmzmbxhzzssyfdmncwdabazlxktcshgxkkjjzjsthygxsxyyhhhjwxkzxccbzzwhhh",
    "cwtzzzpjxsyxqqjgzyzawllcwxz-xgyxyhfmkhydwsqmnjnaycyspmjkgwcqhylajgmzxhmmcnzhbhxclxdjpltx",
    "yjhdyylttxfqzhyxxsjbjyayrsmxyplckd-yhlxrlnllstyzyyqygyhhsccsmcctzcxhyqfbyyrpbflfq-ntszll",
    "jmhwtzjqyzwtl-mlmpwmbzzs-zrbpdddlqjjbxtcs-zqqygwcsxfwzlxccrbtdzmcyggdyqsgt---lsmymmsyhbb",
    "jdgyxccbshxczcsbsjyygjmpbwaffyfnxhydxzylremzgzcy-dsz-lljcsqfnxxkpcxzgxjjgbmyyysnbdylbnlh",
    "bbzdcyfbmgqrrmzszxysgtznnydzzcdgpjabjbdknzblczszpsgcycjszlm-rs-bzjldl-llysxsqzqlcxzlsgkb",
    "rxbrbzcycxzjzeeyfgklzlyyhgzcgzlfjhgtgwkraajyzkzqtsshjjxdcmz-y--zenzdqqhgjzxsszbtkjbbfrtj",
    "xllfqwjgclqtymblpzdxtzagbdhzzrbgjhwnjtjxlhscfsmwlldcysjtxkzscfwjlb--dzlljrllqblcqmqqcgcd",
    "fpbbhzczjlpyyghdtgwdxfczqyyyqysrclqzfklzzzgffcqnwglhjycjjczlqzcejbjzzbpdcs--jgxdq-k-lz--",
    "--ps-tsdyfwwdjzjysxyyczcjhcwbbyhxrylybhkjksfxtjjmmchhlltnyymsxxyzpdjjycdycwmdjjkqyrhll-g",
    "p-gtlyyclj---xjyzfnmlrgjjtyzbsyzmsjyjhgfzqmsyxrszcytlrtqzsstkxgqkgsptgxdnjsgcqcqhmxggzdq",
    "ydjjz-lbz-xglhyqgggthqscbyhjhhkyygkggcmjdzllcclxqsftgjslllmlcskctbljszszmmmytpzsxqhjc--q",
    "-yexzqzcpshkzzyzxxdfgmwcnllqxrfzdlystctmjcsjjthjnxtnrzczfqrhcgllgc----jd-l--ytsjtlnyxssz",
    "xcgjzyqpylfhdjsbbdczgjjjqzjqdybssllcmyttmqtbhjqmnygjyeqyqmzgcjkpdc-myzgqllsllclmholzgdyl",
    "fzsl-c-zlylzcjeshnyll-x-jxlyjyyyxnbcljsswcqq--yllzldj-llzljbnyl-qchxyyqoxccqkyjxxxyklksx",
    "aqqccqkkkkcsgyxxyqxygwtjohthxpxxhs-lcykychzzcbwqbbwjqcscszsslcylgdcsjzmmymcytsdsxxscjpqq",
    "sqylyfzychdjyzywcbtjsydchcyddjlbdjjsodzyqyskkyxdhhgqjyohdyxwgmmmazdybbbppbcm--p-jzsmtxer",
    "xjmhqd-tpjdcbs-mssythjtslmltrcblzszmlqdsdmjmqpnqdxcfrn-fsdqqyxhyaykqyddlqyyysszbydslnnfg",
    "tzqbzmchdhczcwfdxtmqqsphqwwxsrgjcw--tzcqmgwqjrjhtqjbbgwzfxjhnqfxxqywyyhyscdydhhqmrmdmwcp",
    "bszppzzglmzfollcfwhmmsjztcchllyffytzzgzyskjgxqyjzqbhbbzclyghgfmshpcfzsnclpbqsnjyzslxxfpm",
    "tyjygbxlldbxpzjyzjyhhzcywhjylsjexfsqzywxkzjlladymlymqjpwxxhxsktjjezrbxxzghmhwqpwqlyjjqjj",
    "cszc-hjlchhnxjlqwzjgbmzyxbdhhypylhlhlgfwlcfyytlhjjcwmscpxstkpnhjxsntyxxtestjctlsslstdlll",
    "wgyhd-rjzsfgxssyczykwhtdhwjglhtzdqdjzxxqgghltzphcsqfclnjtclzpfstpdynylgmjllycqhynshchylh",
    "qyjtmzymbywrfqykjsyslzd-jmpxyyssrhzjnyqtqdfzbwgdwwrxcwggyhxmkmyyyhmxmzhnksepmlqqmtcwctmh",
    "mxjpjjhfxyyzsjchtobmstscjzsjjqyslhynbyqclcycnzwsmylk-jxlgg--pjgtysylymzsktdwlgsmzsylmpml",
    "cwxwqzssyzsycyrhssntsrwpccpwcmhdhhxzdzxfjhgzttsbjhgyglzysmyclllxbtyxhbbzjkssdmalhhycfygm",
    "qypjyjqxjllljgclzgqlycjcctotyxmtmshllwlqfxymzmklpszzcxhhjyclctyjcyhxsgyx--xlzwpjjpxhjwpj",
    "pgsqqxlxsdhmrslzzydwdtcxhystzshbsccstplwsscjchjlcgchssphylhfhhxjsxall-ylmzdhzxylsxlmzyhc",
    "ldyahzcmddyspjtqjzlngjfsjshctsdszlblmssmnyxmjqbjhrcwcyydchjljapzwbgqxbkf-bjdlcllyylsjydw",
    "hxpsbcmljpscgbhxlqhyrljxyswxhhzlldfhl--ymjljyflyjycdrjlfsyzfsllcqyqfgqyh-sclylmdtdjc-hbz",
    "llnwlqxygyyhbmgdhxxhhlzzjzxczzzcyqzfngwpylcpkpykpmclgkdgxzggwqbdxzzkzfbddlzxjtpjpttbydhz",
    "zdwslcp-hsljjxxqlhyxxxywzyswtmzkhlxzxzpyhgzhk-fsyh-tjr-xfjcpjztwhplshfcrhxshxkjxxyhzjdxj",
    "w--hyhmjdbflkhcxcmhjfwjcfpqrxqxzyyyjygrpg-scs----chkzdyhflxxhjjbyzwttxnncyjjymswyxqrmhxz",
    "wfqsylzjggbhwx--bgttcsebhxxwxyhhxyxnsqyxmlywr--qlxbbcljsylbsytjzyhyzawlhorjm-sczjxxxyxch",
    "cyqryxqjddsjbslyltsffyxlmtyjm--yyyxltzcsxqclhzxlwyxzh--lrxkxjcdyhlbrlmbrllaxks-lljlyxxly",
    "-rylcjtgqcmtlzllcyzlpzpcyaw-jjfybdyyzsepckzdqyqpbpsjpdctzbdbbcyydycncpjmtmlrmfmmgwygbsjg",
    "yksmdqqqztxmkqwgxllpjgzbqrdjjjfpkjdcxbljmswldtsjxldlppbxcwkcqqbfqjczajzgmykbhyyhzykndqzm",
    "bpjnspxthlfpnyygyjdygmnhhjhzjxstrstldxshzysybmxjlxyslbzyslhxjpfybqnbylljqkygzmcyzzymccsl",
    "-lhzgwfwyxzmwyxtynhjhbyymcysbmhysmydysh-yzchmjjmzcaahcbjbbhblytylsxs-xgjdhkxxtxxnbhnmlng",
    "sltxmrhnlxqjxmzllyswqgdlbjhdcgjyqycmhwfmjybbbyjyjwjmdpwhxqldyapdfxxbcgjspckrssyzjmslbzzj",
    "fljjjlgxzgyxyxlszqkxbexyxhgcxbp-dyhwecdwwcjmbtxchxyqqllxflyxlljlss-wdbzcmyjclwswdczpchqe",
    "kcqbwlcgydblqppqzqf-qdjhymmcxtxdrmzwrhxcjzylqxdyynhyyhrslsrsywwjjymtltllgtqcjzyabtckzcjy",
    "ccqlysqxalmzy-ywlwdxzxqdllqshgpjfjlj-jabcqzdjgthhsst-yjfbswzlxjxrhgldlzrlzqzgsllllzlymxx",
    "gdzhgbdphzpbrlwshqbpfdwo---hlypc-jcc-dmbcpbzz-cyqxldomzblzwpdwyygdstthcsqsccrsssyslfybfn",
    "tyjszdfndpdhdqzmbblxlcmyffgtjjqwbtm-pjwdnlbzcmmc-gbdzlqlf-fhyymjylsdchdcjwjcctljcldtljjc",
    "bddpndsszycndbjlggjzxsxnlycybjjxxcbylzcfzppgkcxqdzfztjjfjdjxcbnzyjqctyjwhdyczhymdjxttmpx",
    "splzcdwslshxypzgtfmlcjtacbbmgddwycyzcdszjyhflystygwhkjyylsjcxgywjcbllcsnddbtzbsclyzczzss",
    "qdllmjyyhfllqllxfdyhabxggnywyypljsdldblbjcyxjz-lhljdxyyqytdlllb-gpfdfbbqbzzmdpjhgclgmjjp",
    "gaehhbwcqxajhhhzchxyphjaxhlphjpgpzjqcqzgjjzzgzdmqyybzzphyhybwhazyjhykfgdpfqcdlzmljxjpgal",
    "xzdaglmdgxmmzqytxdxxpfdmmssympfmdmmkxksyzyshdzkjscsmmzzzmdydyzzczxbmlstmdyemxckjmztyymzm",
    "zzmjshhdccjewxxkljsthwlsqlyjzllsjssdppmhnlgjczyhmxxhgccjmdhxtkgrmxfwmcgmwgdcksxqmmmszzyd",
    "kmsclcmpcjmhrpxqpzdsslcxkyxtwlkjyahzjgzjwcsnxyhmmbmlgjxmhlmlgmxctkzmglyscjsyszhsyjzjcdaj",
    "zhbsddjzgwtkqxfkdmsdjlfmnhkzqkjfeypzyszcdpy-ffmzqykttdzzefmzlbnpplplpbpszallt-lkckqzkgen",
    "jlkalkxxdpx-hsxq-wq-kxqclhyxxmlyccelymqycky--lcjnszkpyzkcqzqljbdmdjhlasqlbydwqlwdgbqcryd",
    "dztjybkbwszdxdtnpjdtc-q-fxqqmgnseclstbhpwslctxqlpwydzkl-qgzcqapllkqcylbqmqczqc-jslqzdjxl",
    "ddhpzqdljjxzqdjyzhhzlkcjqdyjppypqakjyrmpcb-mcxgllzllfqpylllmbsglzysslrsysqtmxyxqqzbsc-ys",
    "yztffmzzsmzqhzssccmlyxwtpzgxzjgzgsjzghddhtqggzllbjdzlcbzhcxyzhzfywxytymsd-zzyjgtsmt-xqyx",
    "jscdhslnmdlrytzlryylxqhtxsrtzcgyxbnqqzfhykmzjbzymkbpnlyzpblmcnqyzzzsjztjctzhhyzzjrdyzhnf",
    "xglfzslkgjtctssyllgzrzbbjzzklpkbcsysl-yxbjfbnjzzxcdwjzyjxzzdjjgggrs-jkmsmtjlsjywqs-yhqjs",
    "xpjzt-lsnshrnybjtwchglb-rjlzxwjqxqkysjycztlqzybbybwzjqdwgyzcytjcjxckcwdkkzxsgkd-xwwyyjqy",
    "ytlytdjlxwkck-klccpzcqqdzlqlcsfschjssssmjzzllbjjzsqjhtsjdysjqjpdszcdchjkjzzlpycgmz-djxbs",
    "jzzsyzyhgxcpbjydssxdzncglqmbtsfcbbdydlznfgfjgfsmp-jql-blgqcyyxbqgdjjqsrfkztjdhczklbsdzcf",
    "jtplljgjhtxzcsszzxstcygkgckgy-qxjplzbbbgcgyjzgczjszlbjlsjfdgkqqjcgwcjbzqtldxrjxbsxxpzshs",
    "zyclwdsjjhxmfczpfzhqhqmq-k-lyhtycgfrzgnqxcgpdlbzcsczqlljblhbdcypscppdymzkxgyhckcpzjgslzl",
    "nsc-sldlxbmsdlddfjakdqdhslzxlsz-pqpgjdlybdskgqlbzl-lkyyhzttmcj-qtzzfszqktlljtyyllqllqyzq",
    "lbdzlslyyzxmdfszsnxlxznczq-bbwskrfbcylct-blgjpmcnzlstlxshtccyzlzb-fmq-lxflcjlyljqcbclzjg",
    "-sstbrmhxzhjzclxfnbgxgtq-cztmsfzkjmssneljkbhszjntnlzdntlmsjxgzjyjczxyhygwrwwqnztnfjscpys",
    "hzjfyrdjsfscjzbjfzqzchzlxfxsbzqlzsgyftzdcszxzjbjmszkjrhxjzcgbjkhcggtjkjqglxbxfgtrtylxqxg",
    "dtsjxhjzjjcmzlcqsbtxwqgxtxxhxftsdkfjhzyjfjx-zldlllcqsqqzqwqxswqtwgwbzcgcglqzbclmqjtzgzyz",
    "xljfrmycflxys-xxjkxrmjdzdmmyxbsqbhgcmwfwygmjlzbyytgzwccdxyzxs-g-yjyznbgpzjcqsyxsxrtfyzgr",
    "hztxszzthcbfclsyxzlzqmzlmplmxzjssfsbysmyqhxj-xrxhqzzzsslyflczjrcrxhhzxj-dshjsjjhqcjjbcyn",
    "sysxjbqlpxzqplmlxzkyxlxc-lcycxxzzlxdlllmjyhzqgyjwkjrwyhcbsgnrzgfzwfzynsxgxflzsxzzzbfcsyj",
    "dbrjkrdhhgxjljjtgxjxxstjtjxlyxqfcsgswmsbcklqzzwlzzkxjmltmjwhsddbxgzhdlbmyjfrzfcgclyjbpml",
    "ysmsxlscjqqhjzfxgfqfqbph-gyyqxgzt-qwyltlgwwgwh-lfmfgzjmgmgbgtjflyzzgzyzaflsspmlbflcwbjzt",
    "ljjmzlbjjlymqtmxyyfbgygqzglyzdxqyxrqqqhsxyyqxygjtyxfsfsllgnqcygycwfhcccfxpylypllzqxxxxxq",
    "qhhsshjdcftsczjxspzwhhhhhapylqalpqafyhxdyl-kmzqgggddesrendltzgchybpcscjjhclljtolnjpzljlh",
    "ymhezdydsqycddhgz-ndzclzywllznteydg-lhslpjjbdgwxpc--tycklkclwkllcasstknzdnqjttlyyzssyssz",
    "zryljqkcgdhhyrxrzydgrgcwcgzqffbppjfzynakrgywyjpqxxfkjtszzxcwzddfbbqtbgtzkznpzfpzxzpjszbm",
    "qhkyyxyldkljnypkygggdzjxxeaxpnzgctzcmxcxmmjx-kszqnmnjwbwhqjjyhclctmcsxtjcxxtpcnfdtnnpggl",
    "lzcjlspblpgjcdtnjjlyarscffjfqwdpgzdwmrdccgodaxnssnyzrestyjwjyjdbcfxnmwttbqlwstszgybljpxg",
    "lboclgpcbjftmxzljylzxcltpnzlcgxtfzjshcrxsfydgdkntlbyjcyjllstgqcbxehzxbxklylhzlqzlnzcqwgz",
    "lgzjncjgcmnzzgjdzxtzjxycyycxxjyyxjjxsssjstsstdppghtcsxwzdcsyfptfbchfbblzjclzzdbxgcjlhpx-",
    "fzflsylt-wbmnjhszbmd-bcysccld-yc-dqlyjjhmqllcsgljjsyfpyyccyltjantjjpwycmmgqyysxdxqmzhszx",
    "bftwwzqswqrfkglxjqqyfbrxjhhfwjgzyqacmyfrhcyyby-wlpehccmstyrltsdmqlykmpbgmyyjprknnbbsqyxb",
    "hyzdjdnghpmfsgbwfzmfjmmbcmzdcgjl-n-xyqgmlrygqccyxzlwdkcjcggmcjjfyzzjhycbrrcmtz-zxhkqgdjx",
    "ccjeascrjthpljlszdjrbcjhjd-rhxlyqjsymhzydwcdfryhbbydtssccwbxglfzmlzjdqsscfjmmxjcsjytdcgh",
    "ycjwycsxlfemmjnmkllswtlhyyy-cmmcwjdqdjzglljwjnkgpzggflccsczmcbltbhbqjxqdjpdjztghglfjawbz",
    "yjjltjtdhjhctcbchflqmpwdshyytjwcn-tjtl--m--dyyyxsqkxmyyflxxnzwcxybmaelyhgjwzzjbrxsaqjflj",
    "pfhhhytzzxrgqjmhspgdzqwbwpjhzjdyjcqwxkthxsqlzyymysdzg-qckk-jlwp-syscsyzlnmhqsyljxbcxtlhz",
    "qzpcycykpppnsxfyzjjrcemhszmsxlxglrwgcstlrsxbygbzg-xc-l-jlcly-ymdxwtzpalcxpojcjwtcyyjlblx",
    "bzljmyljbghdslssdmxmbdczsxwhamlczcpjmcnhjyjnsykchskqmczqdllkablwjqsfmocdjjrrlyqchjmybyql",
    "rhetfjzfrfksryxfjdwtsxxswsqjyslyxwjhsnlxyyxhbhawhwjcxlmyljcsqlkydttxbzslfdxgxsjkhsxxybss",
    "xdpwncmrptjzczenygcxqfjxkjbdmljcmqqx-oxslyxxlylljdzbtymhbfsttqqwlhsgy-lscalzxclhterrqhls",
    "tmypyxjjxm-sj-nbrylyjllyqyltwylqyfmlkljd-lltfzwkzhljmlhljklj--lqxylmbhhlnlsxqchxcfxxlhyh",
    "hjgbyzzkbxscqdjqds-dzsygzhhmgsxcsymxfepcqwwrbpyyjqryccyjhqqzycmwffhgzfrjfcdbxntqyzpcnhhj",
    "lfrzgpbxzdbbgrqstlgdgylcqmgchhmfywlzyxkjlypjgsywmqqggzm-zjnsqxlqsyjscbehsxfszfxzwfllbcyy",
    "jdytdthwzsfjmqqyjlmqsxlldttkghybfpwdyysqqrnqwlgwdebzwcyygc-lkjxtmxmyjsxhybrwfymwfrxyqmhy",
    "sctzztfykmldhqdlgyjnlcryjtlpsccxywlsbrrjwxhqybhtydnhhxmmywytyc--m-ssccdalwztcpqpyjllqzyj",
    "swjwzzmmglmxclmx-zmxmzsqtzppjqblpgxjzhfljjhycjsnxmcxs-cdlxsyjdcqzxslqyclzxlzzxmxqrjmhrhz",
    "jbhmfljlmlclqnldxclllfyprgjy-xcqqdcmjjzzxhnpnxzmekmshyky-lxsxtljxyhwdcwdzhqyybgybcyscfgf",
    "sjnzdrzzxqxrzrqjjymcanhrjdldbpyzbstjhxxzypbdwfgzzrpymtnkxcqbyx-b-fyckrjjcmjegrzgycl--zd-",
    "kknsjkcljspgyyclqqjybzssqlllkjftbgtylcccdblcppfylgydtzjqjzgk-tsfcxbdhdxxhybbfytyhbcl--yd",
    "gdhryrnjsbtcsnyjqhklllzslydxxwbcjqsbx-pjzjcjdzfbxxbrmladgcsnclbjdstblprz-swsbxbcllxxlzd-",
    "zsjpylyxxyfq-ffbhjjjgbygjpmmmmssczjmtlyzjxswxtyledqpjmpgqzjgdjlqjwjqllsdgjgygmscljjxdtyg",
    "jqjjjcjzcjgdzdshqgzjggcjhqxsnjlzzbxhsgzxcxyljxyxyydfqqjhjfxdhctxjyrxysqtjxyefyyssyxjnncy",
    "zxfxcsxszhyyschshxzzzgzzzgfjdldylnpzgsjaztyqzpbxcbdztzczyxxyhhscxshcggqhjhgxhsctmzmehyxg",
    "ebdclzkkwytjzrslekestdbcyhqqsayxcjxwwgsphjszsd-csjkqcxswxfctynydpccczjqtcwjqdzzzqzljzhls",
    "bhpydxpsxshhezdxfptjqyzcxhyaxncfzyyhxgnqmyw-tzsjbkhhgymsmxqcnssbcqsjyxxtyyhybcqlmmszmjzz",
    "llcogxzaajzyhjmchhcxzsxsdznleyjjzjbhzwjzsqtzpsxzzdsqjjjlnyazphhyysrnqzthzhnyjyjhdzxzlswc",
    "lybzyecwcycrylchzhzydzydyjdfrjjhtrsqtxyxjrjhojynxelxsfsfjzghpzsxzszdzcqzbyyklsgsjhczshdg",
    "qgxyzgxchxzjwyqwgyhkssaqzzndzfkwyssdclzstsymcdhjxnyweyxczaydmpxmdsxybsqmjmzjmtjqlpjyqzcg",
    "qhxjhhhqxhlhdldjkcfdwbsxfzzyyschtytyjbhecxhjkgqfxbhyzjfxhwhbdzfyzbcapnpgdydmsxhkhhmamlnb",
    "yjtmpxejmcthjbzyfcgtyhwphftgzzezsbzegpbmdskftycmhbllhgpzgxzjgzjyxzsbbqsczzlzccstpgxmjsft",
    "cczjzdjmsybzlfcjsazfgszlwbcwzzbyztzy-swyjgxzbdsy-xlgzbzfygczxbzhzftpbgzgejbstgkdmfhyzzjh",
    "zllzzgjqzlsfdjsscbzgptlfzfzszyzyzdygcxsnxxchczxtzzljfzgqsqqxcjqccccdjcdszzyqjccgxztdlgsc",
    "xzsyjjqtcclqdqztcchqqyzy-zzzpbkhdjfcjfzqypqyqttynlmbdktjcpqzjdzfpjsbnjlgyjdxjdcqksgqkxcl",
    "bzjtcjdqbxdjjjstcjnxbxqmslyjcx-tjqwwcjjnjjlllhjcwqtbzqjczczpzzdzyddcyzdzccjgtjfzdprntctj",
    "dcqtqzdtjnplzbcllctdsxkjzqdmzlbznbtjdcxfczdbczjjltqjpldckztbbzjcqdcjwynllzlzccdwllxwzlxr",
    "xntqjczxkjlsgd-qtddgl-lajjt--y-kqlldz-td-ycggjwwxdxfrskstcdenqmrrqzhhqhdldazfkapbggpzfeb",
    "zzykyqspeqjjglkqzzzjlysyhyzwfqznlzzlzhwcgkypqgnpgblplrrjyxcccgyhsfzfwbzywkgzxyljczwh-cjz",
    "plfflgskhyjdeyxhlpllllcggxdrzelrhgklzzyhzlyqszzjzqljzflnbhgwlczcfjwspyxnlzlxgccbzbllcxbb",
    "bb-bbcbbcrnnzcc-rbb--ldcgqyyqxygmqzwjzytyjhyfwtehz-jywlccntzyjjcdedpwdztst-jhtymbjnyjzlx",
    "tsstphndjxxbyxqtzqddtjtdyztgwscszqflshl-lbcjbhdlyzjyckwtydylbnydsdsycctyszyyebgexhqddw-y",
    "gyclxtdcystq-ygzakccszzdzlcclzrqxywwljsbymxshzdembbllyyllytdqyshymrq-kfkbfxnxsbychxbwjyh",
    "tqbpbsbwdzylkgzskyggxzjhhxjxgnljkzlyycdclfwfghljgjybxblybxqpqgztzplncybxdjyqydymrbeyjyyh",
    "kxxstmxrczzjwxyhybmcflyzhqyzfqxdbxbcwzmslpdmyckfmzklzcyqycclhxfclydqzpzygyjyzmdxtzf--ytt",
    "qtchgsfcdmlccytzxjcytjmkslpzhylnwllytpzctzccktjdhxxtccyfksmqccyyazhtjpcylzlyjbjxtfnyljyy",
    "nrxcylmmnxjlmybcsysslzyllj-gyldzdlqhfzzblfndsqkczfyhhgqmjdsxycstxnq-jpyybfcjtyyfbnxejdgy",
    "qbjrcnfyyqpghyjdyzngrhtk-l--dzntsmgklbygbpyszbydjzsstjzssxzbhbscsbzczptqfzlqflypybbjgszm",
    "nndjmtsyskkbjtxhjcegbsmhyjzcstmljyxrzzqscxjqpyzhmkdxxxjcljyrmyygadyskql-adhrskqxzxztcggy",
    "dlmljxybwsycdbhjhcfcwzsxwwtgzlxjshlyczjxemplprcglt-z-tlzjcyjgdtclglbllqfjmzpapxyzlaktkdw",
    "czzbncctdqqzqyjgmcdtltgcszlmlhbglkz-njz-dx-cl-mkydlgxdtwwfrjerctzhydxykxhwfzcqshknmqqhtc",
    "hymjdjskhxzjzbzzxympaj-mctbxlsxlzynwrtsqgscbpdbsgzwyhtlksssjgzzlyytnxjgmjr-s---nlskctxgx",
    "lsammlbwldqcylakqcqctmycfjbslxclzjclxxk-b--zlhjphqplsxsckslnhpsfqcytxjjzljldczjjzdyydjnt",
    "pt--dskjfsljhylzqqzlbthydgcjfdbyawxdzhzjnthqbyknxjjqczmlljzkspldsclbbl--lelxjlbjycxjxgcn",
    "lcqplzlznjtsljgyzdzpltqcsjfdmntcjgbtjdcznbgbqyqjwgkfhtnbyqzqgbdpbbhzmdjdytblsqlbsxsbnpdx",
    "klemyycjynzctldykzzxddxhqshdgmzsjycctayrzlpwltlkxslzcggexclfxlkjrtlqjaqdncmbqdkkcxglczjz",
    "xjhptdjjmzqyjqsecqzdshhadmlzfmmzbgntjnnlgbyjbrbtmlbyjdzxlcjlpldlpcqdhlhzlycblcxccjadqlmc",
    "mmsshmybhb-kkbhrsxjjmxmdznjpklbbrhgggfchgm-klltsyyycqlcskymyehywxbxqywbawykqld--tndkhqcg",
    "dqktgphxhcbdhtw-mssyhbwcrwxhjmkmzngwtmlkfghkjyldyycxwhyeclqhkqhtdqkhffldsqwytaydesbpkyrz",
    "pjfyyzjceqdzzdlattbbfjllcjdlmjsdxegwgsjqxcfbssszpdyzcxznyxppzydlyjccpltxlsxyzyrscyyydylw",
    "wndsahjsygyhgywkaxtjzdaxysrltdpssyxfnejdxyzhlxlllchzsjnyqyqyxyjghzgjcyjchzlycdshhsgczyjs",
    "cllnxzjjyyxnfsmwfpyllyllabmddhwzxjmcxztzpmlqzhsfwzynztlldjwlslxhymmylmbwwkyxyaddxylldjpy",
    "bpw-xjmmmllhafdllaflb-hhbqqjtzjcqjjdjtffkmmmpymhygdcjrddwrqjxnbysnmzdbyytbjhpymyjtjxaahg",
    "gdjtmystqxkbtzbkjlxrbeqqhxmjjbdj-tgtbxpgbktlgjxjjjcdhxqdwjlwrfmjgwqhc-rxswgbtgygbwhswdwr",
    "fhwytjjxxxjyzyslphyypayxhydqpxshxyxgskqhywbdddpplcglhqeewjgsyyhdpplfjthkjltcyjhhgttpltzz",
    "cdlyhqkcjqysteeyhkyzyxxyysddjkllpymqxhqgxqhcrhbxpllnqydqhxsxxwgdkbsgyllpgjjtgyjhyphthyyk",
    "tyezyenmdshlzrpqfb-fxzbsbtlgxsjbswyysksflxlpplbbbl-sfbfyzbsjssylpbbffffsscjdstgsxtryjcyf",
    "fsyzyzbjtlctsbsdhrtjjbytcxyjeylycbnebjdsysyhgsjzbxbytfzwgenhhhthjhhtfwgcstbgxklstyymtmby",
    "xjskzsedyjrcythxzfhmymcxlznsdjtttxrycfyjsbsdserxhljxbbdeynjghxgckgscymblxjmsxnskgxfbnbbt",
    "hfjyafxwxfbxmyfhddtcxzzpxrsywzdlybbkdyqwqjbzypzjznjpzjlztfysbttslmptzrtdxqsjehbzyl-dxljs",
    "qmlhtxtjecxalzzspktlzkjqyfsygywpcpqfhjhytqxzkrsgtksqczlptxcdyyzsslzslxlzmacbcqbzyxhbsxlz",
    "dltztjtylzjyytbzylltxjsjxhlbmydxcqrblzssfjzztnjydxmyjhlhpblcyxqjqqkzzscpzkswalqsblcczjsx",
    "gwwwygyatjbbctdkhqhkgtgpbkgyslbxbbckbmllndzstbklggqkqlzbkktfxrmdkbftpzfrtppmferqgxgjpzss",
    "tlbztpszqzsjdhljqlzbpmsmmsxlqqnhknblrddnhxdkddjcyygjfqgzlgsygmjqjkhbpmxyxlytqwlwjcpbmjxc",
    "yzydrjbhtdjxeeshtmjsfyblwhlzffny--gxqhpltbqpfbjwjdbygjnxtbfzjg---tjshxeawtzylltyqbwjkgxg",
    "h--k-djtmszsqynzggswqsfhclsskm----ynzqqxncjdqgzdlfnykljcjllzlmzjn---schthxclzjbbhqzwwycr",
    "dhlyqqjbeyfsjxth-r-wjhwfslmssgzttygrqqwr-lalhmjtqjcmxqbjjzjqzyzkxbjqxbjxshzssfglxmx-xfgh",
    "kzszggslc--arjxh-lllmzxelglxydjytlfbgbpnlyzfbbhjtgjkwetzhkjjxzxxglljlstgshjjyqlqzfkcgnnd",
    "jsszfdbcswwseqfhqjbsaqdgyfjlbxbmmywxgslzhglsgnyfljbyfdjf-gsfmbyzhqffwjsyfagjphzbyyzffwot",
    "jrlmftwlbzgyzqxcdjygzyyryzy-yzwegazyhjjlzrthlrmgrjxzcl---ljjyhtbwjybxxbxjjtjteekgwsc--lb",
    "sfazpqqbdlqjjtyyqlyzkdksqjnyjzldqcgjq--js-cmraqthtejmfctyhybymhydmj-cfhyyxwshctxrljgjzhz",
    "cyyyjltkttntmjlzclzzayyoczlrlbszywjytsjyhbyshfjlygjxxtmzyyltxxypslqyjzyzyypnhmymdyylblhl",
    "syygqllnjjymsoycbzgdlyxylcqyxtszegxhzglhwbljgeyxtwqmakbpqcgyshhegqcmmnywljnjhyyzlljjylhz",
    "yhmgsljljxcjjyclycjbcpzjzjmmwlcjlnqljjjlxyjmlszljqlycmmgcfmmfpqqmfxlqmcffqmmmmh-znfhhjgt",
    "thxkhslnchhyqzxtmmqdcydyxyqmyqylddcyaytazdcymdydlzfffmmycqcwzzmabtbyctdmndzggdftypcgqytt",
    "ssffwbdttqssystwnjhjytsxxylbyqhhwhxgzxwznnqzjjjjqjccchykxbzszcnjtllcqxknjyckycynccqyxyew",
    "yczdcjycchkjlbtzkycqwlpgpyllgktltlgkgqbgychjxy"};

/* Characters with two usual readings in names of places. */
static const struct {
    const char *character;
    char letters[3];
} TWO_READINGS[] = {
    {"重", "zc"}, {"幢", "zc"}, {"长", "cz"}, {"厦", "sx"}, {"行", "xh"}, {"朝", "cz"}, {"盛", "sc"}, {"曾", "zc"},
    {"泌", "bm"}, {"埔", "bp"}, {"莆", "pf"}, {"巷", "xh"}, {"乐", "ly"}, {"单", "ds"}, {"解", "jx"},
    {"尉", "wy"}, {"石", "sd"}, {"仇", "cq"}, {"区", "qo"}, {"翟", "zd"}, {"广", "ga"}, {"宿", "sx"},
    {"合", "hg"}, {"藏", "cz"}, {"弹", "td"}, {"栅", "zs"}, {"校", "xj"}, {"传", "cz"}, {"车", "cj"},
    {"调", "td"}, {"畜", "xc"}, {"嵌", "qk"}, {"纤", "xq"}, {"茄", "qj"}, {"粘", "zn"}, {"参", "cs"},
    {"阿", "ae"}, {"涡", "wg"}, {"咯", "gl"}, {"扛", "kg"}, {"铅", "qy"}, {"浒", "hx"}, {"召", "zs"},
    {"会", "hk"}, {"降", "jx"}, {"柜", "gj"}, {"呷", "xg"}, {"恶", "ew"}, {"颤", "zc"}, {"吁", "xy"},
    {"侗", "dt"},
};
/* clang-format on */

static char first_reading(uint32_t c)
{
    if (c < HAN_FIRST || c > HAN_LAST)
        return '\0';
    char letter = INITIALS[(c - HAN_FIRST) / PER_LINE][(c - HAN_FIRST) % PER_LINE];
    return letter == '-' ? '\0' : letter;
}

static bool second_reading(const char *text, size_t size, char first, char *letter)
{
    for (size_t i = 0; i < sizeof TWO_READINGS / sizeof *TWO_READINGS; i++) {
        const char *letters = TWO_READINGS[i].letters;
        if (size == strlen(TWO_READINGS[i].character) &&
            memcmp(text, TWO_READINGS[i].character, size) == 0) {
            *letter = letters[0] == first ? letters[1] : letters[0];
            return *letter != first;
        }
    }
    return false;
}

/* `second`: take the other reading where there is one; true where that made a difference. */
static bool put_initials(const char *text, bool second, Buffer *out)
{
    bool differs = false;
    for (size_t length = strlen(text), size; length; text += size, length -= size) {
        uint32_t c = utf8_decode(text, length, &size);
        if (c < 0x80) {
            if (isalnum((int)c))
                buffer_char(out, (char)tolower((int)c));
            continue;
        }
        char letter = first_reading(c), other;
        if (letter && second && second_reading(text, size, letter, &other)) {
            letter = other;
            differs = true;
        }
        if (letter)
            buffer_char(out, letter);
    }
    return differs;
}

void pinyin_initials(const char *text, Buffer *out)
{
    put_initials(text, false, out);
    Buffer other = {0};
    if (put_initials(text, true, &other) && other.length) {
        buffer_char(out, ' ');
        buffer_put(out, other.bytes, other.length);
    }
    buffer_free(&other);
}
