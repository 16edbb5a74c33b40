/** One benchmark run from request to receipt; it takes the other packages in the order in which the text flows. */
package org.bitnetj.benchmark;
