// SPDX-License-Identifier: GPL-2.0
/*
 * svg: pictures that can be read in black and white
 *
 * Areas differ by their pattern, never by a colour only.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "stop.h"
#include "svg.h"

/* What is in the pattern of a fill; the first ones are plain */
static const char * const patterns[NR_SVG_FILLS] = {
	[SVG_STRIPES] = "<path d='M0,6L6,0M-1,1L1,-1M5,7L7,5' stroke='black'/>",
	[SVG_DOTS] = "<circle cx='3' cy='3' r='1'/>",
	[SVG_BACK_STRIPES] = "<path d='M0,0L6,6M-1,5L1,7M5,-1L7,1' stroke='black'/>",
	[SVG_CROSSED] = "<path d='M0,3L6,3M3,0L3,6' stroke='black'/>",
};

static void put_patterns(FILE *file)
{
	size_t i;

	fputs("<defs>\n", file);
	for (i = 0; i < NR_SVG_FILLS; i++) {
		if (patterns[i])
			fprintf(file, "<pattern id='f%zu' width='6' height='6' patternUnits='userSpaceOnUse'>%s</pattern>\n",
				i, patterns[i]);
	}
	fputs("</defs>\n", file);
}

static void put_escaped(FILE *file, const char *s)
{
	for (; *s; s++) {
		if (*s == '<')
			fputs("&lt;", file);
		else if (*s == '>')
			fputs("&gt;", file);
		else if (*s == '&')
			fputs("&amp;", file);
		else if ((unsigned char)*s >= 0x20 && (unsigned char)*s < 0x7f)
			putc(*s, file);
		else
			putc('?', file);
	}
}

int svg_open(struct svg *svg, const char *path, unsigned int width, unsigned int height,
	     const char *title)
{
	svg->path = path;
	svg->file = output_open(path);
	if (!svg->file)
		return error("the picture can't be written to %s: %s", path, strerror(errno));
	fprintf(svg->file, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" font-family=\"sans-serif\" font-size=\"12\">\n<title>",
		width, height, width, height);
	put_escaped(svg->file, title);
	fputs("</title>\n", svg->file);
	put_patterns(svg->file);
	fprintf(svg->file, "<rect width=\"%u\" height=\"%u\" fill=\"white\"/>\n", width, height);
	return 0;
}

/* What @tip says appears under the mouse */
void svg_box(struct svg *svg, double x, double y, double width, double height,
	     enum svg_fill fill, const char *tip)
{
	static const char * const plain[] = {
		[SVG_WHITE] = "white", [SVG_GREY] = "#bbb", [SVG_BLACK] = "black",
	};

	fprintf(svg->file, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" stroke=\"black\" fill=\"",
		x, y, width, height);
	if (fill < ARRAY_SIZE(plain))
		fputs(plain[fill], svg->file);
	else
		fprintf(svg->file, "url(#f%d)", fill);
	fputs("\"><title>", svg->file);
	put_escaped(svg->file, tip);
	fputs("</title></rect>\n", svg->file);
}

void svg_line(struct svg *svg, double x1, double y1, double x2, double y2, bool dashed)
{
	fprintf(svg->file, "<path d=\"M%.2f,%.2fL%.2f,%.2f\" stroke=\"black\"%s/>\n", x1, y1, x2,
		y2, dashed ? " stroke-dasharray=\"4,3\"" : "");
}

/* @anchor: start, middle or end */
void svg_text(struct svg *svg, double x, double y, const char *anchor, const char *format, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	fprintf(svg->file, "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\">", x, y, anchor);
	put_escaped(svg->file, text);
	fputs("</text>\n", svg->file);
}

int svg_close(struct svg *svg)
{
	bool failed;

	fputs("</svg>\n", svg->file);
	failed = ferror(svg->file);
	if (fclose(svg->file) || failed)
		return error("the picture can't be written to %s: %s", svg->path,
			     strerror(errno));
	return 0;
}
