using System.Diagnostics;
using System.Text.RegularExpressions;
using Kube.EndToEnd.Tests.Kubectl;
using Kube.Tests.Shared;

namespace Kube.EndToEnd.Tests.Readme;

/// <summary>Every command of the README's first screen, in its order, as a stranger types it.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);
    private readonly TemporaryDirectory _directory = new();

    private static string Root { get; } = FindRoot();

    [Fact]
    public async Task Commands_OfTheReadme_Work()
    {
        KubectlProgram.Require();
        var commands = Commands().ToList();
        Assert.Contains(commands, command => IsServer(command));
        Assert.Contains(commands, command => command.StartsWith("kubectl ", StringComparison.Ordinal));

        var data = _directory.Combine("data");
        var port = FreePorts.Next();
        using var server = StartServer(commands.First(command => IsServer(command)), data, port);
        try
        {
            await WaitUntilReadyAsync(server);
            foreach (var command in commands)
            {
                if (IsServer(command) || command.StartsWith("export KUBECONFIG=", StringComparison.Ordinal)) continue;
                if (command is "./test.sh" or "./test.sh --long") continue;      // this test is part of it
                Assert.Matches(@"^((kubectl|curl) |\./run\.sh --help$)", command);
                await RunAsync(command, data);
            }
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _directory.Dispose();

    private static bool IsServer(string command) => command.EndsWith("./run.sh", StringComparison.Ordinal);

    /// <summary>The lines of the README's blocks marked <c>sh</c>, comments left out.</summary>
    private static IEnumerable<string> Commands() =>
        ShellBlock().Matches(File.ReadAllText(Path.Combine(Root, "README.md")))
            .SelectMany(block => block.Groups[1].Value.Split('\n'))
            .Select(line => line.Split(" # ")[0].Trim())
            .Where(line => line.Length > 0 && line[0] != '#');

    /// <summary>The README's own command, on a directory and ports of the test's.</summary>
    private static System.Diagnostics.Process StartServer(string command, string data, int port)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec {command.Replace("sudo ", "", StringComparison.Ordinal)} --data-dir '{data}' --secure-port {port} --kubelet-port 0"])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return System.Diagnostics.Process.Start(start)!;
    }

    private static async Task WaitUntilReadyAsync(System.Diagnostics.Process server)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(s_limit);
        var error = server.StandardError.ReadToEndAsync(limit.Token);
        var seen = new List<string>();
        while (await server.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            seen.Add(line);
            if (line.StartsWith("cluster ready in ", StringComparison.Ordinal)) return;
        }

        Assert.Fail($"the README's server did not become ready:\n{string.Join('\n', seen)}\n{await error}");
    }

    private async Task RunAsync(string command, string data)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { WorkingDirectory = Root, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["KUBECONFIG"] = Path.Combine(data, "admin.kubeconfig");
        // Not another home: the build would look for its packages there, find none, and compile everything again.
        start.Environment["KUBECACHEDIR"] = _directory.Combine("cache");
        using var process = System.Diagnostics.Process.Start(start)!;
        // A shell that the README opens ends at once: nobody types.
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command}\n{output}\n{await error}");
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kube.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Kube.slnx stands in no folder above the test's own.");
        return folder;
    }

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
