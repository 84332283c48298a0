/** The page's style: calm, legible, light or dark as the reader's system is. */
export const STYLE = `
:root{color-scheme:light dark;--fg:#1f2429;--bg:#fff;--dim:#5d6772;--line:#e1e5e9;--link:#0b5cba;--strong:#b3261e}
@media(prefers-color-scheme:dark){:root{--fg:#e2e6ea;--bg:#15181b;--dim:#98a2ad;--line:#2c3237;--link:#7cb5ff;--strong:#ff8a80}}
*{box-sizing:border-box}html{scroll-padding-top:1rem}
body{margin:0;color:var(--fg);background:var(--bg);font:16px/1.6 system-ui,sans-serif;display:grid;grid-template-columns:17rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:2rem 1.25rem;border-right:1px solid var(--line);font-size:.87rem}
nav ul{list-style:none;margin:0;padding:0}nav a{color:inherit}nav h2{font-size:.78rem;color:var(--dim);margin:1.4rem 0 .3rem}
.brand{font-size:1.1rem;font-weight:600}
main{width:100%;max-width:54rem;padding:2rem 2.5rem 6rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}h1 small{font-size:1rem;font-weight:400}
main h2{margin:3.5rem 0 0;font-size:1.3rem}h3{margin:0;font-size:1.08rem}
section{padding:1.5rem 0;border-bottom:1px solid var(--line)}p{margin:.5rem 0}td p{margin:0}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
code{font:.86em/1.55 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:.92rem}th{text-align:left;font-weight:500;color:var(--dim)}
td,th{border-bottom:1px solid var(--line);padding:.4rem 1rem .4rem 0;vertical-align:top}td:first-child{white-space:nowrap}
small,.type{color:var(--dim)}em{font-style:normal;font-size:.82rem;color:var(--strong)}
@media(max-width:60rem){body{display:block}nav{position:static;height:auto;border:0;border-bottom:1px solid var(--line)}main{padding:1.5rem 1.25rem 4rem}}
`;
