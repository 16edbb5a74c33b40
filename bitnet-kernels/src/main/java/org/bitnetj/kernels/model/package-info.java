/** Whole models. */
package org.bitnetj.kernels.model;
