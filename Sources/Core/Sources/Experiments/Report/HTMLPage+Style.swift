extension HTMLPage {
  /// Colours come from variables, so that charts can take the same; text has a contrast of at least 7 to 1, and what is
  /// only seen, such as lines, of 3 to 1.
  static let style = """
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --ink: #1b1f24; --quiet: #4d5560; --line: #c9ced6; --panel: #f5f6f8; --accent: #0b5394;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171b; --ink: #e8eaed; --quiet: #b3bac4; --line: #3c434d; --panel: #1d2126; --accent: #8ab8f0;
      }
      .structure svg { filter: invert(1) hue-rotate(180deg); }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 72rem; padding: 1rem clamp(1rem, 4vw, 2.5rem) 4rem;
      background: var(--paper); color: var(--ink);
      font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
    }
    h1 { font-size: clamp(1.5rem, 4vw, 2.1rem); line-height: 1.2; margin: 1rem 0 .5rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.35rem; line-height: 1.25; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
    h3 { font-size: 1.08rem; margin: 1.75rem 0 .5rem; }
    p, li { max-width: 68ch; }
    header p, .note, figcaption, caption { color: var(--quiet); }
    a { color: var(--accent); }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .skip { position: absolute; left: -100vw; }
    .skip:focus { left: 1rem; background: var(--paper); padding: .5rem; z-index: 2; }
    nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; }
    nav a { display: inline-block; padding: .25rem 0; }
    code, .smiles { font: .86em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
    pre { background: var(--panel); padding: 1rem; overflow-x: auto; font-size: .85rem; line-height: 1.45; border-radius: 6px; }
    .scroll { overflow-x: auto; margin: 1rem 0; }
    table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
    caption { text-align: left; padding-bottom: .4rem; max-width: min(68ch, calc(100vw - 2rem)); }
    th, td { padding: .35rem .9rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
    th { font-weight: 600; }
    td > .structure { width: 9rem; }
    .number { text-align: right; white-space: nowrap; }
    figure { margin: 0; }
    figcaption { font-size: .88rem; line-height: 1.4; overflow-wrap: anywhere; }
    .structure svg, .drawing svg { display: block; width: 100%; height: auto; }
    .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr)); gap: 1rem; margin: 1rem 0; }
    .gallery > figure { background: var(--panel); border-radius: 6px; padding: .6rem; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); gap: 1rem; margin: 1rem 0 2rem; }
    .chart { margin: 1.25rem 0 2rem; }
    .plot { width: 100%; }
    .plot svg { display: block; max-width: 100%; }
    .controls { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: .5rem; }
    .controls select { font: inherit; max-width: 100%; padding: .2rem .4rem; color: inherit; background: var(--panel); border: 1px solid var(--quiet); border-radius: 4px; }
    .card { position: fixed; z-index: 3; width: 15rem; padding: .6rem .75rem; pointer-events: none; background: var(--paper); border: 1px solid var(--quiet); border-radius: 6px; font-size: .85rem; line-height: 1.35; overflow-wrap: anywhere; }
    .card p { margin: .2rem 0 0; }
    details { margin: .75rem 0; }
    summary { cursor: pointer; color: var(--accent); padding: .25rem 0; }
    @media (max-width: 30rem) {
      table { font-size: .85rem; }
      th, td { padding-right: .6rem; }
    }
    @media print {
      :root { --paper: #fff; --ink: #000; --quiet: #333; --line: #999; --panel: #fff; --accent: #000; }
      .structure svg { filter: none; }
      body { max-width: none; padding: 0; font-size: 10pt; }
      nav, .skip, .controls, .card { display: none; }
      .scroll { overflow: visible; }
      h2 { break-after: avoid; }
      figure, tr { break-inside: avoid; }
    }
    """
}
