// a repository of its own, with the fast state as its only commit
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
}
return true
