namespace Plimsoll.Explorer;

/// <summary>How a <see cref="Page"/> looks: on screen, light or dark as the reader's system is, and on A4.</summary>
internal static class PageStyle
{
    /// <summary>How to read it.</summary>
    public const string Key =
        "<p class=\"key\">Time runs down. A box is a step, with a bar where it writes; an arrow leads to what must "
        + "come after it on another CPU.<span> Point at a box for its values.</span></p>\n";

    public const string Arrowhead =
        "<svg class=\"defs\" width=\"0\" height=\"0\"><defs>"
        + "<marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
            + "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs></svg>\n";

    /// <summary>Arrows lie below the boxes, and what is pointed at above everything.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1f2328;--paper:#fff;--line:#d5dae0;--box:#f4f7fa;--faint:#5c6670;
          --arrow:#3a6fb5;--bad:#b3261e;--wash:#fdf1f0}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--paper:#15191e;--line:#39414a;--box:#20262d;
          --faint:#9aa5b1;--arrow:#79aaf0;--bad:#ff8f85;--wash:#33201f}}
        *{box-sizing:border-box}
        body{margin:1rem auto;max-width:1240px;padding:0 1rem 9rem;background:var(--paper);color:var(--ink);
          font:13px/1.4 ui-monospace,Consolas,Menlo,monospace}
        h1{font-size:1.25rem;margin:.6rem 0;overflow-wrap:anywhere}
        p{margin:.3rem 0;overflow-wrap:anywhere;white-space:pre-line}
        .law{color:var(--bad);font-weight:bold}
        .key{color:var(--faint);font-size:12px;margin-top:.9rem}
        .lanes{display:grid;position:relative}
        .top{position:sticky;top:0;z-index:2;background:var(--paper)}
        .top .lanes div{padding:.4rem .2rem;font-weight:bold;border-bottom:2px solid var(--line);text-align:center}
        .sheet{break-inside:avoid}
        .sheet i{border:solid var(--line);border-width:0 1px}
        .sheet i+i{border-left:0}
        .sheet svg{position:absolute;left:0;top:0;width:100%;overflow:hidden;pointer-events:none}
        .defs{position:absolute}
        line{stroke:var(--arrow);stroke-width:1.3}
        .tip{marker-end:url(#tip)}
        marker path{fill:var(--arrow)}
        .step,.note{position:relative;margin:2px 4%;min-width:0;font-size:12px;line-height:16px}
        .face{height:100%;padding:1px 6px;overflow:hidden;overflow-wrap:anywhere}
        .step .face{background:var(--box);border:1px solid var(--line);border-left-width:3px;border-radius:4px}
        .writes .face{border-left-color:var(--arrow)}
        .step b,.note{color:var(--faint)}
        .step b{font-weight:normal}
        .step small{color:var(--faint);font-size:11px;line-height:1}
        .note{font-style:italic}
        .broken{color:var(--bad)}
        .broken .face,.broken.writes .face{background:var(--wash);border:1px solid var(--bad);border-left-width:3px;
          border-radius:4px}
        .more{display:none;position:absolute;z-index:1;top:calc(100% + 3px);left:0;width:max-content;max-width:30rem;
          padding:.4rem .7rem;white-space:pre-wrap;overflow-wrap:anywhere;pointer-events:none;color:var(--ink);
          background:var(--paper);border:1px solid var(--faint);border-radius:4px;box-shadow:0 3px 12px #0004}
        .more.right{left:auto;right:0}
        .step:hover .face{border-color:var(--faint)}
        .step:hover .more,.step:focus .more{display:block}
        @page{size:A4 landscape;margin:10mm}
        @media print{body{margin:0;max-width:none;padding:0;font-size:9pt}*{print-color-adjust:exact}
          h1,p{break-after:avoid}.key span,.step .more{display:none!important}
          .run{display:table;table-layout:fixed;width:100%}.top{display:table-header-group;position:static;
            break-inside:avoid}
          .step,.note{font-size:7.4pt}.step small{font-size:7pt}}

        """;
}
