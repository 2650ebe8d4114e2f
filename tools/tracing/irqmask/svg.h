/* SPDX-License-Identifier: GPL-2.0 */
/*
 * svg: pictures that can be read in black and white
 */
#ifndef IRQMASK_SVG_H
#define IRQMASK_SVG_H

#include "util.h"

/**
 * struct svg - a picture that is being drawn
 * @file:	where it is written
 * @path:	its name
 */
struct svg {
	FILE *file;
	const char *path;
};

/* How an area is filled; the causes have one each */
enum svg_fill {
	SVG_WHITE, SVG_GREY, SVG_BLACK, SVG_STRIPES, SVG_DOTS, SVG_BACK_STRIPES, SVG_CROSSED,
	NR_SVG_FILLS,
};

int svg_open(struct svg *svg, const char *path, unsigned int width, unsigned int height,
	     const char *title);
void svg_box(struct svg *svg, double x, double y, double width, double height,
	     enum svg_fill fill, const char *tip);
void svg_line(struct svg *svg, double x1, double y1, double x2, double y2, bool dashed);
void svg_text(struct svg *svg, double x, double y, const char *anchor, const char *format, ...)
	__printf(5, 6);
int svg_close(struct svg *svg);

#endif /* IRQMASK_SVG_H */
