using System.Diagnostics;
using Kube.Api.Models;
using Kube.Node.EnvironmentVariables;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.EnvironmentVariables;

/// <summary>Variables of files in volumes: the format, and that nothing outside of the volume is read, whatever a container puts there.</summary>
public sealed class VariableFileTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kube-envfile-").FullName;
    private readonly string _volume;

    public VariableFileTests() => _volume = Directory.CreateDirectory(Path.Combine(_root, "volume")).FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("  \tA='1'\nB='2'\n", "B", "2")]
    [InlineData("# A='0'\n\n \t\nA='1' # why\nA='2'", "A", "1")]
    [InlineData("A='x=y#z $B ${B} \\n \"q\" '\n", "A", "x=y#z $B ${B} \\n \"q\" ")]
    [InlineData("A='one\n  two\n\n#three'\nB='4'", "A", "one\n  two\n\n#three")]
    [InlineData("A='one\r\ntwo'\r\nB='4'\r\n", "B", "4")]
    [InlineData("A= '1'\n", "A", "")]
    [InlineData("A= '1'\nB='2'", "B", "2")]
    [InlineData("A=''\n", "A", "")]
    [InlineData("A='1'\nmalformed, but later", "A", "1")]
    [InlineData("A='1'\n", "B", "")]
    [InlineData("", "A", "")]
    public void Find_GivesTheValue(string file, string key, string value) => Assert.Equal(value, VariableFileParser.Find(new StringReader(file), key));

    [Theory]
    [InlineData("A='1'\nB\n", "invalid environment variable format at line 2: missing '='")]
    [InlineData("='1'\n", "invalid environment variable format at line 1: empty variable name")]
    [InlineData("B ='1'\n", "invalid environment variable format at line 1: whitespace before '=' is not allowed")]
    [InlineData("B=1\n", "invalid environment variable format at line 1: value must be enclosed in single quotes")]
    [InlineData("B=\"1\"\n", "invalid environment variable format at line 1: value must be enclosed in single quotes")]
    [InlineData("B=\n", "invalid environment variable format at line 1: value must be enclosed in single quotes")]
    [InlineData("B='1''2'\n", "invalid environment variable format at line 1: unexpected content after closing quote")]
    [InlineData("B='1\n2\n3'4\n", "invalid environment variable format at line 3: unexpected content after closing quote")]
    [InlineData("\nB='1\n2", "invalid environment variable format starting at line 2: unclosed single quote")]
    public void Find_Malformed_TellsWhereInUpstreamsWords(string file, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => VariableFileParser.Find(new StringReader(file), "KEY")).Message);

    [Fact]
    public void Find_NeverEndingLine_IsRefusedBeforeItFillsTheMemory()
    {
        Assert.Throws<FormatException>(() => VariableFileParser.Find(new StringReader(new string('a', 70_000)), "KEY"));
        Assert.Throws<FormatException>(() => VariableFileParser.Find(new StringReader("A='" + new string('\n', 2_000_000)), "KEY"));
    }

    [Fact]
    public async Task Build_FromFiles_InUpstreamsWords()
    {
        Write("a.env", "A='from a file'\nEMPTY=''\n");
        Write("bad.env", "A\n");

        Assert.Equal("from a file", (await BuildAsync(new() { VolumeName = "config", Path = "a.env", Key = "A" }))["V"]);
        Assert.DoesNotContain("V", (await BuildAsync(new() { VolumeName = "config", Path = "a.env", Key = "B", Optional = true })).Keys);
        Assert.DoesNotContain("V", (await BuildAsync(new() { VolumeName = "config", Path = "a.env", Key = "EMPTY", Optional = true })).Keys);
        await RefusedAsync(new() { VolumeName = "config", Path = "a.env", Key = "B" }, $"environment variable key \"B\" not found in file \"{_volume}/a.env\"");
        await RefusedAsync(new() { VolumeName = "other", Path = "a.env", Key = "A" }, "cannot find the volume \"other\" referenced by FileKeyRef");
        await RefusedAsync(new() { VolumeName = "config", Path = "bad.env", Key = "A" }, "couldn't parse env file");
        await RefusedAsync(new() { VolumeName = "config", Path = "missing.env", Key = "A", Optional = true }, "couldn't parse env file");
    }

    [Theory]
    [InlineData("../outside/secret.env")]
    [InlineData("absolute.env")]
    [InlineData("relative.env")]
    [InlineData("directory/secret.env")]
    [InlineData("magic.env")]
    [InlineData("inner")]
    public async Task Build_LinkOutOfTheVolume_IsNotFollowed(string path)
    {
        var outside = Directory.CreateDirectory(Path.Combine(_root, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret.env"), "KEY='secret'\n");
        Directory.CreateDirectory(Path.Combine(_volume, "inner"));
        File.CreateSymbolicLink(Path.Combine(_volume, "absolute.env"), Path.Combine(outside, "secret.env"));
        File.CreateSymbolicLink(Path.Combine(_volume, "relative.env"), "../outside/secret.env");
        Directory.CreateSymbolicLink(Path.Combine(_volume, "directory"), "../outside");
        File.CreateSymbolicLink(Path.Combine(_volume, "magic.env"), "/proc/self/root" + Path.Combine(outside, "secret.env"));

        await RefusedAsync(new() { VolumeName = "config", Path = path, Key = "KEY" }, "couldn't parse env file");
    }

    [Fact]
    public async Task Build_LinkWithinTheVolume_IsFollowedAsIfItWereTheRoot()
    {
        Directory.CreateDirectory(Path.Combine(_volume, "real"));
        Write("real/a.env", "KEY='inside'\n");
        File.CreateSymbolicLink(Path.Combine(_volume, "absolute.env"), "/real/a.env");
        File.CreateSymbolicLink(Path.Combine(_volume, "up.env"), "../../real/a.env");

        Assert.Equal("inside", (await BuildAsync(new() { VolumeName = "config", Path = "absolute.env", Key = "KEY" }))["V"]);
        Assert.Equal("inside", (await BuildAsync(new() { VolumeName = "config", Path = "up.env", Key = "KEY" }))["V"]);
    }

    [Fact]
    public async Task Build_PipeInsteadOfAFile_DoesNotHoldTheAgentUp()
    {
        using (var made = Process.Start("mkfifo", Path.Combine(_volume, "pipe.env"))) await made.WaitForExitAsync(TestContext.Current.CancellationToken);

        await RefusedAsync(new() { VolumeName = "config", Path = "pipe.env", Key = "KEY" }, "couldn't parse env file");
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_volume, name), text);

    private async Task RefusedAsync(V1FileKeySelector wanted, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<ContainerSetupException>(() => BuildAsync(wanted))).Message);

    private async Task<Dictionary<string, string>> BuildAsync(V1FileKeySelector wanted)
    {
        var container = new V1Container { Name = "main", Env = [new() { Name = "V", ValueFrom = new() { FileKeyRef = wanted } }] };
        var result = await new EnvironmentBuilder(new NoObjects(), new(NullLogger<VariableFiles>.Instance)).BuildAsync(
            new()
            {
                Pod = new() { Metadata = new() { Name = "web", Namespace = "default" }, Spec = new() { Containers = [container] } },
                Container = container,
                Volumes = new Dictionary<string, string> { ["config"] = _volume },
            },
            TestContext.Current.CancellationToken);
        return result.Variables.ToDictionary(pair => pair.Key, pair => pair.Value);
    }

    private sealed class NoObjects : IReferencedObjects
    {
        public ValueTask<V1ConfigMap?> ConfigMapAsync(string ns, string name, CancellationToken cancellationToken) => default;

        public ValueTask<V1Secret?> SecretAsync(string ns, string name, CancellationToken cancellationToken) => default;
    }
}
