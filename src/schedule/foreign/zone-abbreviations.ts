// Abbreviations and English names of time zones, with the IANA zones that they may mean.

/** Lower-case name → zones, the most common first. More than one: ambiguous. */
export const zoneAbbreviations: ReadonlyMap<string, readonly string[]> = new Map(
  `
PST PDT PT, Pacific, US Pacific = America/Los_Angeles
MST MDT MT, Mountain, US Mountain = America/Denver
CDT CT, Central, US Central = America/Chicago
CST = America/Chicago Asia/Shanghai
Greenwich, Greenwich Mean, Coordinated Universal, Universal, UTC/GMT, GMT/UTC = UTC
EST EDT ET, Eastern, US Eastern = America/New_York
AKST AKDT, Alaska = America/Anchorage
HST, Hawaii = Pacific/Honolulu
AST ADT, Atlantic = America/Halifax
NST NDT, Newfoundland = America/St_Johns
BRT, Brasilia = America/Sao_Paulo
ART, Argentina = America/Argentina/Buenos_Aires
CET CEST, Central European, Mitteleuropäische, Germany, MEZ MESZ = Europe/Berlin
WET WEST, Western European = Europe/Lisbon
EET EEST, Eastern European = Europe/Athens
MSK, Moscow, Russia = Europe/Moscow
BST = Europe/London Asia/Dhaka
UK, British, British Summer, England, Great Britain = Europe/London
IST = Asia/Kolkata Europe/Dublin Asia/Jerusalem
Irish, Irish Standard, Ireland = Europe/Dublin
Indian, Indian Standard, India = Asia/Kolkata
Israel, IDT = Asia/Jerusalem
PKT, Pakistan = Asia/Karachi
ICT, Indochina = Asia/Bangkok
WIB = Asia/Jakarta
SGT = Asia/Singapore
HKT = Asia/Hong_Kong
China, Beijing, Chinese = Asia/Shanghai
JST, Japan = Asia/Tokyo
KST, Korea, Korean = Asia/Seoul
AEST AEDT AET, Australian Eastern, Eastern Australia = Australia/Sydney
ACST ACDT, Australian Central = Australia/Adelaide
AWST, Australian Western = Australia/Perth
NZST NZDT, New Zealand = Pacific/Auckland
SAST, South Africa = Africa/Johannesburg
EAT, East Africa = Africa/Nairobi
WAT, West Africa = Africa/Lagos
CAT, Central Africa = Africa/Maputo
TRT = Europe/Istanbul
GST, Gulf = Asia/Dubai
France = Europe/Paris
Spain = Europe/Madrid
Italy = Europe/Rome
Munich, Frankfurt, Hamburg, Cologne, Stuttgart = Europe/Berlin
Geneva, Basel, Bern = Europe/Zurich
Milan, Turin, Naples = Europe/Rome
Barcelona, Valencia = Europe/Madrid
Lyon, Marseille, Toulouse = Europe/Paris
Manchester, Edinburgh, Glasgow, Birmingham = Europe/London
Saint Petersburg, St Petersburg = Europe/Moscow
Delhi, New Delhi, Mumbai, Bangalore, Bengaluru, Chennai, Hyderabad, Pune = Asia/Kolkata
Beijing, Shenzhen, Guangzhou, Hangzhou = Asia/Shanghai
Osaka, Kyoto = Asia/Tokyo
Hanoi = Asia/Ho_Chi_Minh
Tel Aviv = Asia/Jerusalem
Abu Dhabi = Asia/Dubai
San Francisco, Seattle, San Diego, Las Vegas, Portland, Silicon Valley = America/Los_Angeles
Washington, Washington DC, Boston, Miami, Atlanta, Philadelphia, NYC = America/New_York
Houston, Dallas, Austin, Minneapolis = America/Chicago
Salt Lake City = America/Denver
Ottawa = America/Toronto
Calgary = America/Edmonton
Rio de Janeiro, Brazil = America/Sao_Paulo
Cape Town, Pretoria = Africa/Johannesburg
Wellington = Pacific/Auckland
`
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [names = '', zones = ''] = line.split(' = ');
      return names
        .split(', ')
        .flatMap((name) => (/^[A-Z ]+$/.test(name) ? name.split(' ') : [name]))
        .map((name) => [name.toLowerCase(), zones.split(' ')] as const);
    }),
);
