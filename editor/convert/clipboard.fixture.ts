/**
 * What other programs put on the clipboard as HTML, shortened. All of it was written by hand for these tests, in the forms that the
 * programs are known to write; none of it was taken from them. `line` is the document in the tests' notation.
 */
export interface ClipboardSample {
  readonly from: string;
  readonly html: string;
  readonly line: string;
}

const word = {
  open: `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} @list l0:level1 {mso-level-number-format:bullet;} --></style>
</head><body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->`,
  close: '<!--EndFragment--></body></html>',
};

function wordItem(options: {
  readonly level: number;
  readonly marker: string;
  readonly text: string;
}): string {
  return `<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;mso-add-space:auto;text-indent:-18.0pt;
mso-list:l0 level${options.level} lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-fareast-font-family:Symbol'><span
style='mso-list:Ignore'>${options.marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>${options.text}<o:p></o:p></p>`;
}

const docsSpan = (style: string, text: string) =>
  `<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;font-weight:400;font-style:normal;font-variant:normal;text-decoration:none;vertical-align:baseline;white-space:pre;white-space:pre-wrap;${style}">${text}</span>`;

export const clipboardSamples: readonly ClipboardSample[] = [
  {
    from: 'Word, text',
    html: `${word.open}<h1>Title<o:p></o:p></h1>
<p class=MsoNormal><b>bold</b>, <i style='mso-bidi-font-style:normal'>slanted</i>
and <u>under</u><o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><s>gone</s> <a href="https://x.org/">link</a><img width=10 height=10 src="file:///C:/Users/x/clip_image001.png"></p>${word.close}`,
    line: 'h1 Title / p *bold*, _slanted_ and +under+ / p  / p ~gone~ {https://x.org/ link}',
  },
  {
    from: 'Word, lists',
    html: `${word.open}${wordItem({ level: 1, marker: '·', text: 'one' })}
${wordItem({ level: 2, marker: 'o', text: '<b>two</b>' })}
${wordItem({ level: 1, marker: '1.', text: 'three' })}
${wordItem({ level: 1, marker: '2.', text: 'four' })}
${wordItem({ level: 2, marker: 'a)', text: 'five' })}${word.close}`,
    line: 'b one / .b *two* / n three / n four / .n five',
  },
  {
    from: 'Word, table',
    html: `${word.open}<table class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'><tr style='mso-yfti-irow:0'>
<td width=301 valign=top style='width:225.4pt;border:solid windowtext 1.0pt'><p class=MsoNormal>one<o:p></o:p></p></td>
<td width=301 valign=top><p class=MsoNormal><o:p>&nbsp;</o:p></p></td></tr></table>${word.close}`,
    line: 'tb p one ; p ',
  },
  {
    from: 'Google Docs, text',
    html: `<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0123"><h2 dir="ltr" style="line-height:1.38;margin-top:18pt;">${docsSpan('font-size:16pt;', 'Title')}</h2><p dir="ltr" style="line-height:1.38;">${docsSpan('', 'one ')}${docsSpan('font-weight:700;', 'bold')}${docsSpan('font-style:italic;', ' slanted')}<a href="https://x.org/" style="text-decoration:none;">${docsSpan('color:#1155cc;text-decoration:underline;', 'link')}</a></p><br /><p dir="ltr">${docsSpan('', 'two')}</p></b><br class="Apple-interchange-newline">`,
    line: 'h2 Title / p one *bold*_ slanted_{https://x.org/ link} / p  / p two',
  },
  {
    from: 'Google Docs, lists',
    html: `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-0123"><ul style="margin-top:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;font-size:11pt;" aria-level="1"><p dir="ltr" role="presentation">${docsSpan('', 'one')}</p></li><ul style="padding-inline-start:48px;"><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation">${docsSpan('', 'two')}</p></li></ul></ul><ul><li dir="ltr" role="checkbox" aria-checked="true" aria-level="1"><img src="data:image/png;base64,iVBORw0KGgo=" width="16px" alt="checked" aria-roledescription="checkbox"><p dir="ltr" role="presentation" style="display:inline-block;">${docsSpan('text-decoration:line-through;', 'three')}</p></li></ul></b>`,
    line: 'b one / .b two / T ~three~',
  },
  {
    from: 'Chrome, a web page',
    html: `<meta charset='utf-8'><html><body>
<!--StartFragment--><p style="color: rgb(32, 33, 34); font-family: sans-serif; white-space: normal;">one <b>two</b> <a href="#cite_note-1">(1)</a></p><div style="display: none">hidden</div><ul><li>three</li></ul><!--EndFragment-->
</body>
</html>`,
    line: 'p one *two* {#cite_note-1 (1)} / b three',
  },
  {
    from: 'Safari',
    html: '<span style="caret-color: rgb(0, 0, 0); color: rgb(0, 0, 0); font-size: medium; font-weight: 400; display: inline !important; float: none;">one<span class="Apple-converted-space">&nbsp;</span></span><b style="caret-color: rgb(0, 0, 0);">two</b><br class="Apple-interchange-newline">',
    line: 'p one *two*',
  },
  {
    from: 'Firefox',
    html: '<h3>\n  one\n</h3><p>two\nthree</p>\n<pre>a\n  b</pre>',
    line: 'h3 one / p two three / code a\n  b',
  },
  {
    from: 'an editable area of a browser',
    html: '<div>one</div><div><br></div><div>two<br>three</div>',
    line: 'p one / p  / p two\\three',
  },
  {
    from: 'Notion',
    html: `<meta charset='utf-8'><!-- notionvc: 00000000-0000 --><h1>Title</h1>
<ul class="to-do-list"><li><div class="checkbox checkbox-on"></div> <span class="to-do-children-checked">done</span></li></ul>
<ul>
<li>one
<ul>
<li>two</li>
</ul>
</li>
</ul>
<pre><code class="language-JavaScript">a()</code></pre>
<blockquote>said</blockquote>`,
    line: 'h1 Title / T done / b one / .b two / code a() / q said',
  },
  {
    from: 'another ProseMirror editor',
    html: `<ul data-type="taskList" data-pm-slice="3 3 []"><li data-checked="true" data-type="taskItem"><label><input type="checkbox" checked="checked"><span></span></label><div><p>one</p></div></li><li data-checked="false" data-type="taskItem"><label><input type="checkbox"><span></span></label><div><p>two</p></div></li></ul><ol start="1"><li><p>three</p><p>four</p></li></ol><p style="text-align: center">five</p><hr>`,
    line: 'T one / t two / n three / .p four / p five / ---',
  },
  {
    from: 'GitHub',
    html: '<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" class="task-list-item-checkbox" checked disabled> one</li></ul><div class="highlight highlight-source-js"><pre class="notranslate"><span class="pl-k">const</span> <span class="pl-s1">a</span>\n</pre></div>',
    line: 'T one / code const a',
  },
  {
    from: 'a mail in Gmail',
    html: '<div dir="ltr">one<div><br></div><div>two</div></div><div class="gmail_quote"><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex"><div>three</div></blockquote></div>',
    line: 'p one / p  / p two / q three',
  },
];

/** HTML that wants to do something: no word in capitals may be left of it, nor anything that runs or loads from elsewhere. */
export const hostileSamples: readonly string[] = [
  '<script>RUN()</script><p>a</p>',
  '<p onclick="RUN()" style="background:url(javascript:RUN())">a</p>',
  '<img src=x onerror=RUN()>',
  '<img src="javascript:RUN()"><img src="data:text/html,<script>RUN()</script>"><img src="data:image/svg+xml;base64,RUN=">',
  '<a href="javascript:RUN()">a</a><a href=" java&#10;script:RUN()">b</a><a href="&#1;javascript:RUN()">c</a>',
  '<a href="data:text/html,RUN()">a</a><a href="vbscript:RUN()">b</a><a href="JaVaScRiPt:RUN()">c</a>',
  '<iframe src="https://RUN.example/"></iframe><iframe srcdoc="<script>RUN()</script>"></iframe>',
  '<object data="RUN.swf"></object><embed src="RUN.swf"><applet code="RUN"></applet>',
  '<svg><script>RUN()</script><a xlink:href="javascript:RUN()">a</a></svg><math><mi xlink:href="javascript:RUN()">b</mi></math>',
  '<form action="javascript:RUN()"><button formaction="javascript:RUN()">a</button><input value="RUN"></form>',
  '<style>@import "https://RUN.example/"; p { background: url(RUN) }</style><link rel=stylesheet href="//RUN.example/">',
  '<base href="https://RUN.example/"><meta http-equiv="refresh" content="0;url=javascript:RUN()">',
  '<div data-embed="javascript:RUN()">a</div><div data-file="a"><a href="javascript:RUN()">a</a></div>',
  '<figure><a href="javascript:RUN()"><img src="javascript:RUN()" alt="a"></a></figure>',
  '<noscript><p title="</noscript><img src=x onerror=RUN()>">a</p></noscript>',
  '<template><script>RUN()</script></template><textarea><script>RUN()</script></textarea>',
  '<mark data-color="red;background:url(RUN)">a</mark><td data-background="RUN">b</td>',
];
