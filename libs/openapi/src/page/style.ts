/** The page's style: light or dark as the reader's system is. */
export const STYLE = `
:root{color-scheme:light dark;--fg:#1f2429;--bg:#fff;--dim:#5d6772;--line:#e1e5e9;--soft:#f6f7f9;--link:#0b5cba;--get:#0b5cba;--post:#19703d;--delete:#b3261e}
@media(prefers-color-scheme:dark){:root{--fg:#e2e6ea;--bg:#15181b;--dim:#98a2ad;--line:#2c3237;--soft:#1c2023;--link:#7cb5ff;--get:#7cb5ff;--post:#66c790;--delete:#ff8a80}}
*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{margin:0;color:var(--fg);background:var(--bg);font:16px/1.6 system-ui,sans-serif;display:grid;grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:2rem 1.25rem;border-right:1px solid var(--line);font-size:.87rem}
nav ul{list-style:none;margin:0;padding:0}nav li{padding:.12rem 0 .12rem 3.6rem;text-indent:-3.6rem}nav .m{text-indent:0;width:3.35rem}nav a{color:inherit}nav h2{font-size:.78rem;color:var(--dim);margin:1.4rem 0 .3rem}
.brand{font-size:1.1rem;font-weight:600}
main{width:100%;max-width:54rem;padding:2rem 2.5rem 6rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}h1 small{font-size:1rem;font-weight:400}
main h2{margin:3.5rem 0 0;font-size:1.3rem}h3{margin:0;font-size:1.08rem}h4{margin:1.4rem 0 .4rem;font-size:.85rem;color:var(--dim)}
section{padding:1.75rem 0;border-bottom:1px solid var(--line)}.path{margin:.15rem 0 .75rem}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code,pre{font:.86em/1.55 ui-monospace,SFMono-Regular,Menlo,monospace}code{overflow-wrap:anywhere}
pre{background:var(--soft);border-radius:6px;padding:.8rem 1rem;overflow:auto;max-height:24rem;margin:.6rem 0}
.curl{white-space:pre-wrap;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:.92rem}th{text-align:left;font-weight:500;color:var(--dim)}
td,th{border-bottom:1px solid var(--line);padding:.4rem 1rem .4rem 0;vertical-align:top}td:first-child{white-space:nowrap}
.tree{list-style:none;margin:.3rem 0;padding:0 0 0 1rem;border-left:1px solid var(--line);font-size:.94rem}.tree li{padding:.18rem 0}
small,.type{color:var(--dim)}small{overflow-wrap:anywhere}td.type{min-width:7rem}em{font-style:normal;font-size:.82rem;color:var(--delete)}
details{margin:.3rem 0}summary{cursor:pointer}.s2{color:var(--post)}.s4,.s5{color:var(--delete)}
.m{display:inline-block;min-width:4.9em;font-size:.72rem}.get{color:var(--get)}.post{color:var(--post)}.delete{color:var(--delete)}
@media(max-width:60rem){body{display:block}nav{position:static;height:auto;border:0;border-bottom:1px solid var(--line)}main{padding:1.5rem 1.25rem 4rem}}
`;
