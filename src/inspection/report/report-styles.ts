/**
 * The style sheet of a report: for the page that `inspectionToHtml` writes, and for pages that show its part in themselves. Every rule is
 * bound to `.emrtd-report`.
 */
export const reportStyles = `
.emrtd-report{--ground:#f5f5f1;--card:#fff;--ink:#1c2024;--soft:#545b63;--line:#dddcd4;--passed:#17693a;--failed:#b0201a;--inconclusive:#875200;--notApplicable:#5d646c;--tint-passed:#e7f2ea;--tint-failed:#fbe9e7;--tint-inconclusive:#fbf1dc;--accent:#1d4f91;
color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;max-width:62rem;margin:0 auto;padding:1.25rem;-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){.emrtd-report{--ground:#15181b;--card:#1d2125;--ink:#e9e9e4;--soft:#a9b0b7;--line:#363c42;--passed:#74cf95;--failed:#ff9086;--inconclusive:#f0c266;--notApplicable:#a0a7ae;--tint-passed:#18301f;--tint-failed:#3a1c1a;--tint-inconclusive:#352a14;--accent:#8fbcf5}}
.emrtd-report *{box-sizing:border-box}
.emrtd-report h1,.emrtd-report h2,.emrtd-report h3,.emrtd-report p,.emrtd-report ul,.emrtd-report ol,.emrtd-report dl,.emrtd-report dd,.emrtd-report figure,.emrtd-report pre{margin:0;padding:0}
.emrtd-report ul,.emrtd-report ol{list-style:none}
.emrtd-report h2{font-size:1.15rem;line-height:1.3;font-weight:650;margin-bottom:.75rem}
.emrtd-report h3{font-size:.95rem;font-weight:650;margin:1.25rem 0 .35rem}
.emrtd-report section,.emrtd-report .fold{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1.25rem 1.5rem;margin-top:1rem}
.emrtd-report .soft{color:var(--soft)}
.emrtd-report .small{font-size:.875rem}
.emrtd-report code,.emrtd-report pre,.emrtd-report .mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em}
.emrtd-report .icon{width:1.15em;height:1.15em;flex:none;vertical-align:-.2em}
.emrtd-report .icon .fill{fill:currentColor}
.emrtd-report .icon .stroke{fill:none;stroke:var(--card);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
.emrtd-report .icon .ring,.emrtd-report .icon .line{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
.emrtd-report .passed{color:var(--passed)}.emrtd-report .failed{color:var(--failed)}.emrtd-report .inconclusive{color:var(--inconclusive)}.emrtd-report .notApplicable{color:var(--notApplicable)}
.emrtd-report .verdict{display:grid;grid-template-columns:auto 1fr;gap:0 1.25rem;border-radius:10px;padding:1.5rem;border:1px solid var(--line);border-left:8px solid currentColor}
.emrtd-report .verdict.passed{background:var(--tint-passed)}.emrtd-report .verdict.failed{background:var(--tint-failed)}.emrtd-report .verdict.inconclusive{background:var(--tint-inconclusive)}
.emrtd-report .verdict>.icon{width:4rem;height:4rem}
.emrtd-report .verdict h1{font-size:2.6rem;line-height:1.1;font-weight:750;letter-spacing:-.02em}
.emrtd-report .verdict .text{color:var(--ink)}
.emrtd-report .verdict .lead{font-size:1.05rem;margin-top:.35rem}
.emrtd-report .verdict .reasons{grid-column:1/-1;color:var(--ink);margin-top:1rem;padding-top:1rem;border-top:1px solid var(--line)}
.emrtd-report .verdict h2{font-size:.95rem;margin-bottom:.35rem}
.emrtd-report .verdict li{display:flex;gap:.5rem;margin:.3rem 0;align-items:baseline}
.emrtd-report .verdict li .icon{position:relative;top:.1em}
.emrtd-report .verdict .reasons+.reasons{margin-top:.75rem}
.emrtd-report .meta{color:var(--soft);font-size:.875rem;margin-top:.6rem}
.emrtd-report .holder{display:grid;grid-template-columns:minmax(8rem,11rem) 1fr;gap:1.5rem}
.emrtd-report figure img{display:block;width:100%;height:auto;border-radius:6px;border:1px solid var(--line);background:#fff}
.emrtd-report figure .none{display:flex;align-items:center;justify-content:center;text-align:center;aspect-ratio:3/4;border:1px dashed var(--line);border-radius:6px;padding:1rem;color:var(--soft);font-size:.875rem}
.emrtd-report figcaption{font-size:.8rem;color:var(--soft);margin-top:.4rem}
.emrtd-report .data{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.75rem 1.5rem}
.emrtd-report .data dt{font-size:.8rem;color:var(--soft)}
.emrtd-report .data dd{font-weight:600}
.emrtd-report .data .wide{grid-column:1/-1}
.emrtd-report .data .wide dd{font-size:1.25rem;line-height:1.3}
.emrtd-report .origin{display:flex;flex-wrap:wrap;gap:.25rem .6rem;align-items:baseline;margin:0 0 .75rem}
.emrtd-report .group+.group{margin-top:1.25rem;padding-top:1.25rem;border-top:1px solid var(--line)}
.emrtd-report .mark{display:inline-flex;gap:.35rem;align-items:center;font-size:.8rem;font-weight:600;color:var(--inconclusive)}
.emrtd-report .mark.passed{color:var(--passed)}
.emrtd-report pre{white-space:pre;overflow-x:auto;margin-top:1.25rem;padding:.75rem 1rem;border-radius:6px;background:var(--ground);letter-spacing:.06em;font-size:.9rem;line-height:1.6}
.emrtd-report .unsigned{border-left:4px solid var(--inconclusive);padding-left:.75rem;margin-bottom:1rem}
.emrtd-report .checks details{border-top:1px solid var(--line)}
.emrtd-report .checks details:last-of-type{border-bottom:1px solid var(--line)}
.emrtd-report summary{cursor:pointer}
.emrtd-report .checks summary{display:grid;grid-template-columns:1.25rem minmax(0,1fr) auto .8rem;gap:.65rem;align-items:start;padding:.55rem .25rem;list-style:none}
.emrtd-report .checks summary::-webkit-details-marker{display:none}
.emrtd-report .checks summary::after{content:"";width:.5rem;height:.5rem;border-right:2px solid var(--soft);border-bottom:2px solid var(--soft);transform:rotate(45deg);margin-top:.4rem}
.emrtd-report .checks details[open]>summary::after{transform:rotate(-135deg);margin-top:.65rem}
.emrtd-report .checks summary .icon{margin-top:.2rem;width:1.2rem;height:1.2rem}
.emrtd-report .checks summary:hover .title{text-decoration:underline}
.emrtd-report summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.emrtd-report .checks .status{font-size:.875rem;font-weight:650;white-space:nowrap}
.emrtd-report .checks .why{display:block;font-size:.875rem;color:var(--soft)}
.emrtd-report .checks .more{padding:.1rem 1.5rem 1rem 2.15rem;font-size:.9rem}
.emrtd-report .checks .more dl{display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;margin-top:.5rem}
.emrtd-report .checks .more dt{color:var(--soft)}
.emrtd-report .checks h3{display:flex;gap:.35rem 1rem;flex-wrap:wrap;justify-content:space-between;align-items:baseline;margin-top:1.5rem}
.emrtd-report .checks h2+h3{margin-top:0}
.emrtd-report .tally{font-weight:400;font-size:.8rem;color:var(--soft)}
.emrtd-report .path{max-width:44rem}
.emrtd-report .node{border:1px solid var(--line);border-left:4px solid var(--notApplicable);border-radius:8px;padding:.75rem 1rem}
.emrtd-report .node.is-passed{border-left-color:var(--passed)}.emrtd-report .node.is-failed{border-left-color:var(--failed)}.emrtd-report .node.is-inconclusive{border-left-color:var(--inconclusive)}
.emrtd-report .node.absent{border-style:dashed}
.emrtd-report .node .role{font-size:.8rem;color:var(--soft)}
.emrtd-report .node .name{font-weight:600}
.emrtd-report .node dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .8rem;font-size:.85rem;margin-top:.3rem}
.emrtd-report .node dt{color:var(--soft)}
.emrtd-report .edge{display:flex;align-items:center;gap:.5rem;font-size:.85rem;padding:.5rem 0 .5rem .8rem;margin-left:1.25rem;border-left:2px solid var(--line)}
.emrtd-report .groups{display:flex;flex-wrap:wrap;gap:.4rem}
.emrtd-report .groups li{display:inline-flex;align-items:center;gap:.35rem;border:1px solid var(--line);border-radius:99px;padding:.15rem .7rem .15rem .45rem;font-size:.85rem}
.emrtd-report .groups .name{color:var(--ink)}
.emrtd-report .rows li{display:grid;grid-template-columns:1.25rem minmax(0,1fr);gap:.65rem;padding:.4rem 0;border-top:1px solid var(--line)}
.emrtd-report .rows li:first-child{border-top:0}
.emrtd-report .rows .icon{margin-top:.2rem}
.emrtd-report table{border-collapse:collapse;width:100%;font-size:.9rem;margin-top:.75rem}
.emrtd-report th,.emrtd-report td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-top:1px solid var(--line);font-weight:400}
.emrtd-report th{color:var(--soft)}
.emrtd-report .fold>summary{font-weight:650}
.emrtd-report footer{color:var(--soft);font-size:.8rem;padding:1rem .25rem}
@media (max-width:40rem){.emrtd-report{padding:.75rem}.emrtd-report section,.emrtd-report .fold,.emrtd-report .verdict{padding:1rem}.emrtd-report .verdict>.icon{width:2.75rem;height:2.75rem}.emrtd-report .verdict h1{font-size:2rem}.emrtd-report .holder{grid-template-columns:1fr}.emrtd-report figure{max-width:10rem}.emrtd-report pre{font-size:.68rem;letter-spacing:0}.emrtd-report .data{grid-template-columns:repeat(auto-fill,minmax(9rem,1fr))}.emrtd-report .checks .more{padding-left:.25rem;padding-right:.25rem}}
@media print{.emrtd-report{--ground:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--passed:#17693a;--failed:#b0201a;--inconclusive:#875200;--notApplicable:#5d646c;--tint-passed:#fff;--tint-failed:#fff;--tint-inconclusive:#fff;max-width:none;padding:0;font-size:10.5pt;print-color-adjust:exact}.emrtd-report section,.emrtd-report .fold{border-radius:0;padding:.6rem 0;border-width:1px 0 0}.emrtd-report .verdict,.emrtd-report .node,.emrtd-report .checks details,.emrtd-report figure{break-inside:avoid}.emrtd-report .checks summary::after{content:none}.emrtd-report details::details-content{content-visibility:visible;height:auto;display:block}}
`
