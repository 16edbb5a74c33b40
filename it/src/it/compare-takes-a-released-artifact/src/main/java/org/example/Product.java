package org.example;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The code under test; a property of the build makes one of its methods slow, while the benchmarks stay as they are. */
public final class Product {
    private final int work;

    public Product() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Product.class.getResourceAsStream("/work.properties")) {
            properties.load(in);
        }
        work = Integer.parseInt(properties.getProperty("work"));
    }

    public long answer() {
        return work(work);
    }

    public long other() {
        return work(2000);
    }

    private static long work(int work) {
        long x = 88172645463325252L;
        for (int i = 0; i < work; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
