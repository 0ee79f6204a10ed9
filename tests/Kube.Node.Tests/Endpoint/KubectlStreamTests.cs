using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Kube.Node.Tests.Endpoint;

/// <summary>The real kubectl, where this machine has one, against both servers.</summary>
public sealed class KubectlStreamTests(EndpointFixture fixture) : IClassFixture<EndpointFixture>
{
    // SPDY is what kubectl falls back to; both must work alike.
    public static TheoryData<bool> Protocols { get; } = [true, false];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exec_WithInput_CarriesOutputsAndExitCode(bool webSocket)
    {
        var result = await RunAsync(webSocket, "typed", "exec", "-i", "web", "--", "sh", "-c", "cat; echo problem >&2; exit 3");

        Assert.Equal((3, "typed", "problem\ncommand terminated with exit code 3\n"), (result.Code, result.Output, result.Error));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exec_WithManyBytes_LosesNone(bool webSocket)
    {
        var path = Path.Combine(fixture.Home, $"large-{webSocket}");
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(100 << 20), Cancel);
        var copy = path + ".copy";

        Assert.Equal(0, (await RunAsync(webSocket, "", "cp", path, "default/web:" + copy)).Code);
        Assert.Equal(0, (await RunAsync(webSocket, "", "cp", "default/web:" + copy, path + ".back")).Code);

        var (sent, back) = (await File.ReadAllBytesAsync(path, Cancel), await File.ReadAllBytesAsync(path + ".back", Cancel));
        Assert.True(back.AsSpan().SequenceEqual(sent));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exec_WithATerminal_HasOne(bool webSocket)
    {
        // script gives kubectl a terminal to pass on.
        var result = await RunProgramAsync("script", webSocket, "", "-qec", "kubectl exec -it web -- tty", "/dev/null");

        Assert.Equal(0, result.Code);
        Assert.Contains("/dev/pts/", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Exec_Refused_SaysWhy(bool webSocket)
    {
        var missing = await RunAsync(webSocket, "", "exec", "web", "--", "no-such-program");
        Assert.Equal(1, missing.Code);
        Assert.StartsWith("error: Internal error occurred: error executing command in container: ", missing.Error, StringComparison.Ordinal);

        var waiting = await RunAsync(webSocket, "", "exec", "waiting", "--", "true");
        Assert.Contains("unable to upgrade connection: container not found (\"app\")", waiting.Error, StringComparison.Ordinal);

        var wrong = await RunAsync(webSocket, "", "exec", "two", "-c", "x", "--", "true");
        Assert.Contains("container x is not valid for pod two", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Attach_WithInput_ComesBack(bool webSocket)
    {
        var result = await RunAsync(webSocket, "hello\n", "attach", "-i", "web");

        Assert.Equal((0, "attached\nhello\n"), (result.Code, result.Output));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task PortForward_ManyConnections_CarryTheirOwnBytes(bool webSocket)
    {
        using var echo = new TcpListener(IPAddress.Loopback, 0);
        echo.Start();
        var serving = ServeEchoAsync(echo);
        using var kubectl = Start("kubectl", webSocket, "port-forward", "pod/web", $":{((IPEndPoint)echo.LocalEndpoint).Port}");
        var line = await kubectl.StandardOutput.ReadLineAsync(Cancel);
        var port = int.Parse(line!.Split(':')[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        var exchanges = Enumerable.Range(0, 8).Select(i => ExchangeAsync(port, 100_000 * (i + 1))).ToArray();
        await Task.WhenAll(exchanges);

        kubectl.Kill();
        echo.Stop();
        await serving;
    }

    [Fact]
    public async Task PortForward_ToAPortThatIsClosed_SaysSo()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var target = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        using var kubectl = Start("kubectl", webSocket: true, "port-forward", "pod/web", $":{target}");
        var port = int.Parse((await kubectl.StandardOutput.ReadLineAsync(Cancel))!.Split(':')[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancel);
        var error = await kubectl.StandardError.ReadLineAsync(Cancel);

        Assert.Contains($"error forwarding port {target} to pod web, uid ", error, StringComparison.Ordinal);
        kubectl.Kill();
    }

    [Fact]
    public async Task Logs_WithOptions_ShowTheLog()
    {
        await fixture.LogAsync("web", "one", "two", "three");
        var logs = await RunAsync(webSocket: true, "", "logs", "web", "--tail=2", "--timestamps");
        Assert.Equal((0, "2026-01-02T03:04:05.000000000Z two\n2026-01-02T03:04:05.000000000Z three\n"), (logs.Code, logs.Output));

        var waiting = await RunAsync(webSocket: true, "", "logs", "waiting");
        Assert.StartsWith("Error from server (BadRequest): container \"app\" in pod \"waiting\" is waiting to start: ", waiting.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Raw_NodeProxy_AnswersAsTheNode()
    {
        var health = await RunAsync(webSocket: true, "", "get", "--raw", "/api/v1/nodes/node-1/proxy/healthz");

        Assert.Equal((0, "ok"), (health.Code, health.Output));
    }

    private static async Task ExchangeAsync(int port, int length)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Cancel);
        var stream = client.GetStream();
        var sent = RandomNumberGenerator.GetBytes(length);
        var sending = stream.WriteAsync(sent, Cancel).AsTask();
        var received = new byte[length];
        await stream.ReadExactlyAsync(received, Cancel);
        await sending;
        Assert.True(received.AsSpan().SequenceEqual(sent));
    }

    private static async Task ServeEchoAsync(TcpListener listener)
    {
        var served = new List<Task>();
        try
        {
            while (true) served.Add(EchoAsync(await listener.AcceptTcpClientAsync(Cancel)));
        }
        catch (SocketException)
        {
            await Task.WhenAll(served);
        }
    }

    private static async Task EchoAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await client.GetStream().CopyToAsync(client.GetStream(), Cancel);
            }
            catch (IOException)
            {
                // The client left.
            }
        }
    }

    private Task<(int Code, string Output, string Error)> RunAsync(bool webSocket, string input, params string[] arguments) =>
        RunProgramAsync("kubectl", webSocket, input, arguments);

    private async Task<(int Code, string Output, string Error)> RunProgramAsync(string program, bool webSocket, string input, params string[] arguments)
    {
        using var process = Start(program, webSocket, arguments);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        await process.StandardInput.WriteAsync(input.AsMemory(), Cancel);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, output, await error);
    }

    private Process Start(string program, bool webSocket, params string[] arguments)
    {
        Assert.SkipUnless(IsInstalled("kubectl") && IsInstalled(program), $"{program} is not installed");
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = fixture.Home,
        };
        start.Environment["KUBECONFIG"] = fixture.KubeconfigPath;
        start.Environment["HOME"] = fixture.Home;
        start.Environment["KUBECTL_REMOTE_COMMAND_WEBSOCKETS"] = webSocket ? "true" : "false";
        start.Environment["KUBECTL_PORT_FORWARD_WEBSOCKETS"] = webSocket ? "true" : "false";
        return Process.Start(start)!;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
