using System.Text;
using Kube.Node.Logs;

namespace Kube.Node.Tests.Logs;

/// <summary>Logs of the machine, which pods may write next to: nothing that they put there leads out of the directory.</summary>
public sealed class SystemLogsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kube-logs-").FullName;
    private readonly SystemLogs _logs;

    public SystemLogsTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "log", "pods"));
        File.WriteAllText(Path.Combine(_root, "log", "pods", "0.log"), "inside");
        File.WriteAllText(Path.Combine(_root, "secret"), "outside");
        Directory.CreateDirectory(Path.Combine(_root, "logs-of-another"));
        File.WriteAllText(Path.Combine(_root, "logs-of-another", "secret"), "outside");
        _logs = new(Path.Combine(_root, "log"));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("pods/0.log")]
    [InlineData("/pods//./0.log")]
    [InlineData("pods/../../pods/0.log")]
    [InlineData("../../../../pods/0.log")]
    [InlineData("absolute")]
    [InlineData("relative")]
    [InlineData("directory/0.log")]
    public void Open_FileWithin_IsRead(string path)
    {
        File.CreateSymbolicLink(Path.Combine(_root, "log", "absolute"), Path.Combine(_root, "log", "pods", "0.log"));
        File.CreateSymbolicLink(Path.Combine(_root, "log", "relative"), "pods/0.log");
        Directory.CreateSymbolicLink(Path.Combine(_root, "log", "directory"), "pods");

        using var opened = _logs.Open(path);
        var text = new byte[100];
        Assert.Equal((false, "inside"), (opened.IsDirectory, Encoding.UTF8.GetString(text, 0, RandomAccess.Read(opened.Handle, text, 0))));
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("../secret")]
    [InlineData("..%2fsecret")]
    [InlineData("absolute")]
    [InlineData("relative")]
    [InlineData("directory/secret")]
    [InlineData("neighbour/secret")]
    [InlineData("magic")]
    [InlineData("loop")]
    [InlineData("pods/0.log/more")]
    [InlineData("a\0b")]
    public void Open_WhatLeadsOut_IsNotThere(string path)
    {
        var log = Path.Combine(_root, "log");
        File.CreateSymbolicLink(Path.Combine(log, "absolute"), Path.Combine(_root, "secret"));
        File.CreateSymbolicLink(Path.Combine(log, "relative"), "../secret");
        Directory.CreateSymbolicLink(Path.Combine(log, "directory"), "..");
        Directory.CreateSymbolicLink(Path.Combine(log, "neighbour"), "../logs-of-another");
        File.CreateSymbolicLink(Path.Combine(log, "magic"), "/proc/self/root" + Path.Combine(_root, "secret"));
        File.CreateSymbolicLink(Path.Combine(log, "loop"), "loop");

        Assert.Throws<FileNotFoundException>(() => _logs.Open(path).Dispose());
    }

    [Fact]
    public void Open_Directory_IsOne()
    {
        using var root = _logs.Open("");
        using var pods = _logs.Open("pods/");

        Assert.True(root.IsDirectory && pods.IsDirectory);
    }

    [Fact]
    public async Task Open_LinkSwappedInAllTheTime_NeverLeadsOut()
    {
        var place = Path.Combine(_root, "log", "swapped");
        using var stop = new CancellationTokenSource();
        var attacker = Task.Run(() => Swap(place, Path.Combine(_root, "logs-of-another"), stop.Token), TestContext.Current.CancellationToken);
        try
        {
            for (var i = 0; i < 500; i++)
            {
                try
                {
                    _logs.Open("swapped/secret").Dispose();
                    Assert.Fail("A secret was read.");
                }
                catch (FileNotFoundException)
                {
                    // Neither the directory nor the link has it within.
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await attacker;
        }
    }

    private static void Swap(string path, string outside, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Directory.CreateDirectory(path);
            Directory.Delete(path);
            File.CreateSymbolicLink(path, outside);
            File.Delete(path);
        }
    }
}
