/** The report that people look at: a receipt as sections of tables and pictures, and those as one self-contained file or a page of the site. */
package org.bitnetj.benchmark.view.html;
