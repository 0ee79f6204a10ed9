using System.Buffers.Binary;
using System.Text;
using System.Threading.Channels;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Xunit;

namespace Kube.Testing.Node;

/// <summary>What a runtime does besides that runs real programs: output, logs, input, terminals, environment, signals.</summary>
public abstract class RealContainerRuntimeConformance : ContainerRuntimeConformance
{
    // For what must happen, on a machine that has much else to do.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether a terminal has its size before the program starts. containerd gives it one soon after.</summary>
    protected virtual bool SizesTerminalsFirst => true;

    /// <inheritdoc/>
    protected override bool RunsPrograms => true;

    /// <summary>A log has the time, the stream and the line; a last line without an end is there too.</summary>
    [Fact]
    public async Task Log_Lines_AreWrittenAsCriWrites()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sh", "-c", "echo one; echo two >&2; printf three");
        await EndOfAsync(host, pod.ContainerId);
        var path = (await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel)).LogPath;
        var lines = (await File.ReadAllLinesAsync(path, Cancel)).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z std(out|err) (F (one|two)|[FP] three)$", line));
        Assert.Contains(lines, line => line.EndsWith("stderr F two", StringComparison.Ordinal));
    }

    /// <summary>A line longer than 16 KiB is cut into parts that say so.</summary>
    [Fact]
    public async Task Log_LongLine_IsInParts()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sh", "-c", "head -c 40000 /dev/zero | tr '\\0' x; echo");
        await EndOfAsync(host, pod.ContainerId);
        var path = (await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel)).LogPath;
        var lines = await File.ReadAllLinesAsync(path, Cancel);
        Assert.Equal(["P", "P", "F"], lines.Select(line => line.Split(' ')[2]));
        Assert.Equal(40000, lines.Sum(line => line.Split(' ')[3].Length));
    }

    /// <summary>After its log was renamed and opened anew, a container writes to the new file, and loses nothing.</summary>
    [Fact]
    public async Task Log_Reopened_GoesToNewFile()
    {
        await using var host = await StartAsync();
        var sandbox = NewSandbox(host);
        var config = NewContainer(host, "sh", "-c", "while read line; do echo $line; done") with { Stdin = true };
        var pod = await RunAsync(host, sandbox, config);
        var path = (await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel)).LogPath;
        var input = new OneWay();
        var attached = host.Runtime.Streams.AttachAsync(new() { ContainerId = pod.ContainerId, Stdin = input.Reader }, Cancel).AsTask();
        await input.WriteAsync("before\n");
        await UntilAsync(host, () => File.ReadAllText(path).Contains("before", StringComparison.Ordinal));
        File.Move(path, path + ".1");
        await host.Runtime.Streams.ReopenLogAsync(pod.ContainerId, Cancel);
        await input.WriteAsync("after\n");
        await UntilAsync(host, () => File.Exists(path) && File.ReadAllText(path).Contains("after", StringComparison.Ordinal));
        Assert.DoesNotContain("after", await File.ReadAllTextAsync(path + ".1", Cancel), StringComparison.Ordinal);
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.Zero, Cancel);
        await attached.WaitAsync(s_patience, Cancel);
    }

    /// <summary>Environment, working directory and arguments arrive as given.</summary>
    [Fact]
    public async Task Container_Config_Arrives()
    {
        await using var host = await StartAsync();
        var config = NewContainer(host, "sh", "-c", "echo \"$GREETING from $(pwd) $0 $1\"") with
        {
            Args = ["zero", "one"],
            WorkingDirectory = "/usr",
            Environment = [new("GREETING", "no"), new("GREETING", "hello = world")],
        };
        var pod = await RunAsync(host, NewSandbox(host), config);
        Assert.Equal(0, (await EndOfAsync(host, pod.ContainerId)).ExitCode);
        Assert.Equal("hello = world from /usr zero one", await LogAsync(host, pod.ContainerId));
    }

    /// <summary>A program that is missing, or may not be executed, fails the start and says so.</summary>
    [Theory]
    [InlineData("no-such-program", "executable file not found in $PATH")]
    [InlineData("/no/such/program", "no such file or directory")]
    [InlineData("/etc/passwd", "permission denied")]
    public async Task Container_ProgramCannotRun_StartFails(string program, string why)
    {
        await using var host = await StartAsync();
        var config = NewSandbox(host);
        var sandboxId = await host.Runtime.Sandboxes.RunAsync(config, Cancel);
        var id = await CreateAsync(host, sandboxId, config, NewContainer(host, program));
        var failure = await Assert.ThrowsAsync<ContainerStartException>(async () => await host.Runtime.Containers.StartAsync(id, Cancel));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        var status = await host.Runtime.Containers.GetStatusAsync(id, Cancel);
        Assert.Equal((ContainerState.Exited, "StartError", failure.ExitCode), (status.State, status.Reason, status.ExitCode));
        Assert.NotNull(status.FinishedAt);
    }

    /// <summary>A program that catches the stop signal ends in its own way; one that ignores it is killed when its grace is over.</summary>
    [Theory]
    [InlineData("trap 'echo bye; exit 5' TERM; echo up; while true; do sleep 0.05; done", 30_000, 5)]
    [InlineData("trap '' TERM; echo up; while true; do sleep 0.05; done", 300, 137)]
    public async Task Container_Stop_AsksThenKills(string script, int graceMilliseconds, int code)
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sh", "-c", script);
        await UntilAsync(host, async () => (await LogAsync(host, pod.ContainerId)).StartsWith("up", StringComparison.Ordinal));
        await host.Runtime.Containers.StopAsync(pod.ContainerId, TimeSpan.FromMilliseconds(graceMilliseconds), Cancel);
        Assert.Equal(code, (await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel)).ExitCode);
    }

    /// <summary>What a container started in the background ends with it.</summary>
    [Fact]
    public async Task Container_Ends_ItsChildrenToo()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sh", "-c", "sleep 3600 & echo started; sleep 0.1; exit 3");
        Assert.Equal(3, (await EndOfAsync(host, pod.ContainerId)).ExitCode);
    }

    /// <summary>Output comes back by stream, and with the code.</summary>
    [Fact]
    public async Task ExecSync_Output_ComesBack()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var result = await host.Runtime.Streams.ExecSyncAsync(
            new() { ContainerId = pod.ContainerId, Command = ["sh", "-c", "echo out; echo err >&2; exit 4"] }, Cancel);
        Assert.Equal(
            ("out\n", "err\n", 4), (Encoding.UTF8.GetString(result.Stdout.Span), Encoding.UTF8.GetString(result.Stderr.Span), result.ExitCode));
    }

    /// <summary>A command that outlives its time is killed and reported.</summary>
    [Fact]
    public async Task ExecSync_TooLong_TimesOut()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        await Assert.ThrowsAsync<ExecTimeoutException>(async () => await host.Runtime.Streams.ExecSyncAsync(
            new() { ContainerId = pod.ContainerId, Command = ["sleep", "60"], Timeout = TimeSpan.FromMilliseconds(100) }, Cancel));
        Assert.Equal(ContainerState.Running, (await host.Runtime.Containers.GetStatusAsync(pod.ContainerId, Cancel)).State);
    }

    /// <summary>A command that cannot be started is told apart from one that fails.</summary>
    [Fact]
    public async Task Exec_NoSuchProgram_CannotStart()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var failure = await Assert.ThrowsAsync<ContainerStartException>(async () => await host.Runtime.Streams.ExecSyncAsync(
            new() { ContainerId = pod.ContainerId, Command = ["no-such-program"] }, Cancel));
        Assert.Contains("executable file not found in $PATH", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Megabytes go in and come out unchanged, whatever the pipes hold at once.</summary>
    [Fact]
    public async Task Exec_LargeStreams_ComeThroughWhole()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var sent = new byte[5 << 20];
        // No piece of it looks like another, so that none can take another's place unseen.
        for (var i = 0; i < sent.Length; i += sizeof(int)) BinaryPrimitives.WriteInt32LittleEndian(sent.AsSpan(i), i);
        var received = new MemoryStream();
        var code = await host.Runtime.Streams.ExecAsync(
            new() { ContainerId = pod.ContainerId, Command = ["cat"], Stdin = new MemoryStream(sent), Stdout = received }, Cancel);
        Assert.Equal(0, code);
        Assert.Equal(sent, received.ToArray());
    }

    /// <summary>With a terminal, a command sees one, of the caller's size, also after a change of it.</summary>
    [Fact]
    public async Task Exec_Terminal_HasSize()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        var sizes = Channel.CreateUnbounded<TerminalSize>();
        sizes.Writer.TryWrite(new(101, 37));
        var output = new SharedBuffer();
        var input = new OneWay();
        var first = SizesTerminalsFirst ? "stty size" : $"{UntilSized("37 101")}; stty size";
        var run = host.Runtime.Streams.ExecAsync(
            new()
            {
                ContainerId = pod.ContainerId,
                Command = ["sh", "-c", $"{first}; read x; {UntilSized("25 80")}; stty size; exit 6"],
                Tty = true,
                Stdin = input.Reader,
                Stdout = output,
                Resizes = sizes.Reader,
            },
            Cancel).AsTask();
        await UntilAsync(host, () => output.Text.Contains("37 101", StringComparison.Ordinal));
        await input.WriteAsync("\n");
        sizes.Writer.TryWrite(new(80, 25));
        Assert.Equal(6, await run.WaitAsync(s_patience, Cancel));
        // Between them, what the terminal echoes.
        Assert.Equal("37 101\r\n\r\n25 80\r\n", output.Text);
    }

    /// <summary>An attached client sees the container's output, and its input arrives.</summary>
    [Fact]
    public async Task Attach_InputAndOutput_AreTheContainers()
    {
        await using var host = await StartAsync();
        var config = NewContainer(host, "sh", "-c", "read x; echo got $x; read y; exit 9") with { Stdin = true, StdinOnce = true };
        var pod = await RunAsync(host, NewSandbox(host), config);
        var output = new SharedBuffer();
        var input = new OneWay();
        var attached = host.Runtime.Streams.AttachAsync(new() { ContainerId = pod.ContainerId, Stdin = input.Reader, Stdout = output }, Cancel).AsTask();
        await input.WriteAsync("this\n");
        await UntilAsync(host, () => output.Text == "got this\n");
        input.Complete();
        await attached.WaitAsync(s_patience, Cancel);
        Assert.Equal(9, (await EndOfAsync(host, pod.ContainerId)).ExitCode);
    }

    /// <summary>A port of the pod is reached; one on which nothing listens is refused.</summary>
    [Fact]
    public async Task PortForward_NothingListens_Fails()
    {
        await using var host = await StartAsync();
        var pod = await RunAsync(host, "sleep", "3600");
        await Assert.ThrowsAsync<RuntimeFailureException>(async () => await host.Runtime.Streams.PortForwardAsync(pod.SandboxId, 1, Cancel));
        await Assert.ThrowsAsync<SandboxNotFoundException>(async () => await host.Runtime.Streams.PortForwardAsync("nosuch", 1, Cancel));
    }

    /// <summary>What a container has written to its log so far, without times, lines joined.</summary>
    protected static async Task<string> LogAsync(IConformanceRuntime host, string containerId)
    {
        ArgumentNullException.ThrowIfNull(host);
        var path = (await host.Runtime.Containers.GetStatusAsync(containerId, Cancel)).LogPath;
        var lines = File.Exists(path) ? await File.ReadAllLinesAsync(path, Cancel) : [];
        return string.Join('\n', lines.Select(line => line.Split(' ', 4)[^1]));
    }

    /// <summary>Waits until something holds; fails after a minute.</summary>
    protected static Task UntilAsync(IConformanceRuntime host, Func<bool> holds) => UntilAsync(host, () => Task.FromResult(holds()));

    /// <summary>Waits until something holds; fails after a minute.</summary>
    protected static async Task UntilAsync(IConformanceRuntime host, Func<Task<bool>> holds)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(holds);
        var start = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience) throw new TimeoutException("what was awaited has not come");
            await host.PassTimeAsync(TimeSpan.FromMilliseconds(20));
        }
    }

    // A shell may run stty within itself, which takes the shell along when it fails, and it fails while there is no size: what comes after it in the same
    // substitution does not run. So the only sign of a size is the size.
    private static string UntilSized(string size) => $"until [ \"$(stty size 2>/dev/null)\" = \"{size}\" ]; do sleep 0.02; done";

    private sealed class SharedBuffer : MemoryStream
    {
        private readonly Lock _lock = new();

        public string Text
        {
            get
            {
                lock (_lock)
                    return Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_lock)
                Write(buffer.Span);
            return default;
        }
    }

    private sealed class OneWay
    {
        private readonly System.IO.Pipelines.Pipe _pipe = new();

        public Stream Reader => _pipe.Reader.AsStream();

        public async Task WriteAsync(string text) => await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), Cancel);

        public void Complete() => _pipe.Writer.Complete();
    }
}
