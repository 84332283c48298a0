/**
 * Suffixes of the private part of the public suffix list that are run as registries: anybody registers names below them
 * through registrars and may sell them. The rest of that part are hosts of customers' sites, such as `github.io`: a
 * name there cannot change hands, and what could be sold is `github.io` itself.
 */
export const REGISTRY_SUFFIXES: ReadonlySet<string> = new Set(
  [
    // CentralNic, https://centralnicregistry.com
    "br.com cn.com de.com eu.com gr.com jpn.com mex.com ru.com sa.com uk.com us.com za.com",
    "com.de com.se gb.net hu.net in.net jp.net se.net uk.net ae.org us.org",
    // Registries of one suffix: co.com, it.com, africa.com; radio.am and radio.fm; za.bz, za.net and za.org
    "co.com it.com africa.com radio.am radio.fm za.bz za.net za.org",
    // Second levels of a country that somebody else than its registry sells names below
    "co.ca co.cz co.dk co.nl co.no co.pl",
    // Hong Kong, https://registry.hk.com
    "hk.com hk.org inc.hk ltd.hk",
    // Nigeria, https://www.nira.org.ng
    "col.ng firm.ng gen.ng ltd.ng ngo.ng",
    // RU-CENTER, https://www.nic.ru
    "com.ru msk.ru net.ru nov.ru org.ru pp.ru spb.ru msk.su nov.su spb.su",
    // Ukraine
    "biz.ua co.ua pp.ua",
    // Free to register, and resold all the same
    "eu.org us.kg",
  ].flatMap((line) => line.split(" ")),
);
