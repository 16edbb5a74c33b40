def output = { name -> new File(basedir, "target/${name}.txt").getText('UTF-8') }

// mean|W| = 6/8; trits 1 -1 0 1 and 0 1 1 -1; codes 127 1 2 -3; sums 123 and 6.
['with-vectors', 'on-the-module-path', 'without-the-flag'].each {
    assert output(it).contains('scale 0.75, y = [92.25, 4.5]')
    assert output(it).contains('token 31: [92.25, 4.5]')
}
['with-vectors', 'on-the-module-path'].each {
    assert output(it).contains('backend vector')
    assert !output(it).contains('slow')
}
assert output('without-the-flag').contains('backend scalar')
assert output('without-the-flag').contains('start java with --add-modules jdk.incubator.vector')
