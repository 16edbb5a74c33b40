package org.example;

public final class Plain {
    private Plain() {}
}
