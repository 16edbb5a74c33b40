package org.example;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WordTest {
    @Test
    void passesOnlyWhenFixed() {
        assertTrue(Boolean.getBoolean("fixed"));
    }
}
