namespace Kube.Repository.Tests;

/// <summary>Versions come from histories: each package has its own.</summary>
public sealed class PackageVersionTests
{
    [Fact]
    public async Task Versions_OfDifferentHistories_Differ()
    {
        using var clone = new TemporaryClone();
        await clone.CommitAsync("first");
        var before = await clone.VersionsAsync();

        clone.Write("src/Kube.Store/Change.cs", "// one");
        await clone.CommitAsync("a change of the store");
        clone.Write("src/Kube.Store/Change.cs", "// two");
        await clone.CommitAsync("another");
        var store = await clone.VersionsAsync();

        clone.Write("src/Kube.Api.Models/Change.cs", "// the model assembly belongs to Kube.Api");
        await clone.CommitAsync("a change of the model");
        var model = await clone.VersionsAsync();

        clone.Write("Directory.Packages.props", "<Project />");
        await clone.CommitAsync("a change of what all are built with");
        var all = await clone.VersionsAsync();

        Assert.Equal(("0.1.1", "0.1.1", "0.1.1"), before);
        Assert.Equal(("0.1.3", "0.1.1", "0.1.1"), store);
        Assert.Equal(("0.1.3", "0.1.2", "0.1.1"), model);
        Assert.Equal(("0.1.4", "0.1.3", "0.1.2"), all);
    }

    /// <summary>The version files and scripts of this repository, with a history made up for the test.</summary>
    private sealed class TemporaryClone : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("kube-versions-").FullName;

        public TemporaryClone()
        {
            foreach (var path in RepositoryFiles.All.Where(path => path.EndsWith("version.json", StringComparison.Ordinal) || path.StartsWith("eng/", StringComparison.Ordinal)))
                Write(path, RepositoryFiles.Read(path));
            Write(".gitignore", "artifacts/\n");
            Write("Directory.Packages.props", "<Project></Project>");

            // The version tool is found or installed once for all.
            var tools = RepositoryFiles.Absolute("artifacts/tools");
            Directory.CreateDirectory(tools);
            Directory.CreateDirectory(Path.Combine(_root, "artifacts"));
            Directory.CreateSymbolicLink(Path.Combine(_root, "artifacts", "tools"), tools);
        }

        public void Write(string path, string text)
        {
            var file = Path.Combine(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        public async Task CommitAsync(string message)
        {
            if (!Directory.Exists(Path.Combine(_root, ".git"))) await GitAsync("init", "--quiet", "--initial-branch=main");
            await GitAsync("add", "--all");
            await GitAsync("-c", "user.name=test", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false", "commit", "--quiet", "--message", message);
        }

        public async Task<(string Store, string Api, string AspNetCore)> VersionsAsync()
        {
            var lines = await CommandLine.RunAsync(_root, "bash", ["eng/pack.sh", "--versions"]);
            var versions = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1]);
            return (versions["Kube.Store"], versions["Kube.Api"], versions["Kube.Api.AspNetCore"]);
        }

        public void Dispose()
        {
            Directory.Delete(Path.Combine(_root, "artifacts", "tools"));
            Directory.Delete(_root, recursive: true);
        }

        private Task<string> GitAsync(params string[] arguments) => CommandLine.RunAsync(_root, "git", arguments);
    }
}
