// a repository of its own: the fast state, and a branch that does not compile
new File(basedir, '.gitignore').text = 'target/\nbuild.log\n'
def git = { String... arguments ->
    def process = new ProcessBuilder((['git', '-c', 'user.name=it', '-c', 'user.email=it@example.org', '-c', 'commit.gpgsign=false'] + arguments.toList()) as String[])
            .directory(basedir).redirectErrorStream(true).start()
    process.outputStream.close()
    def output = process.inputStream.text
    assert process.waitFor() == 0: output
}
if (!new File(basedir, '.git').exists()) {
    git('init', '-q')
    git('add', '-A')
    git('commit', '-q', '-m', 'fast')
    def product = new File(basedir, 'src/main/java/org/example/Product.java')
    def good = product.getText('UTF-8')
    git('checkout', '-q', '-b', 'broken')
    product.setText(good.replace('public long other() {', 'public long other() { return nothing;'), 'UTF-8')
    git('commit', '-q', '-a', '-m', 'broken')
    git('checkout', '-q', '-')
    assert product.getText('UTF-8') == good
}
return true
