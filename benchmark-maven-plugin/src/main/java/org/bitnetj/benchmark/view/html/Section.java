package org.bitnetj.benchmark.view.html;

import java.util.List;

/**
 * A part of the report.
 *
 * @param id anchor
 * @param title heading
 * @param note one or two sentences on how to read it
 * @param tables the content
 */
public record Section(String id, String title, String note, List<Table> tables) {}
