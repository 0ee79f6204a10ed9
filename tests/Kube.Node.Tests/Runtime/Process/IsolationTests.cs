using System.Net;
using System.Net.Sockets;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Tests.Shared;

namespace Kube.Node.Tests.Runtime.Process;

/// <summary>What sets a pod apart from the host. Needs root; without it there is nothing of this to test.</summary>
public sealed class IsolationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Container_Default_IsNobodyAndFirstProcess()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var (_, container) = await host.RunAsync("sleep", "3600");
        Assert.Equal("65534:65534", await host.SayAsync(container, "echo $(id -u):$(id -g)"));
        Assert.Equal("sleep", await host.SayAsync(container, "cat /proc/1/comm"));
        Assert.Equal("pod", await host.SayAsync(container, "cat /proc/sys/kernel/hostname"));
        Assert.Equal("0000000000000000", await host.SayAsync(container, "grep CapEff /proc/self/status | cut -f2"));
        var status = await host.Runtime.Containers.GetStatusAsync(container, Cancel);
        Assert.Equal((65534, 65534), (status.User, status.Group));

        // The program itself, and not only commands run beside it.
        Assert.Contains("Uid:\t65534\t65534", await File.ReadAllTextAsync($"/proc/{status.ProcessId}/status", Cancel), StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000000", await File.ReadAllTextAsync($"/proc/{status.ProcessId}/status", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_Writes_StayInItsLayer()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost(configure: options => options.AllowHostRoot = true);
        var marker = $"kube-test-{Environment.ProcessId}";
        var (_, container) = await host.RunAsync("sleep", "3600");
        Assert.Equal("", await host.SayAsync(container, $"touch /etc/{marker} /tmp/{marker} /{marker} /dev/shm/{marker}"));
        foreach (var path in (string[])[$"/etc/{marker}", $"/tmp/{marker}", $"/{marker}", $"/dev/shm/{marker}"])
            Assert.False(File.Exists(path), path);
        var second = await host.StartAsync((await host.Runtime.Containers.GetStatusAsync(container, Cancel)).SandboxId, host.Sandbox(), ProcessPods.Container("sleep", "3600"));
        Assert.Equal("no", await host.SayAsync(second, $"test -e /etc/{marker} || echo no"));
    }

    [Fact]
    public async Task Container_ReadOnlyRoot_TakesNoWrites()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost(configure: options => options.AllowHostRoot = true);
        var config = ProcessPods.Container("sleep", "3600") with { Security = new() { ReadOnlyRootFilesystem = true } };
        var (_, container) = await host.RunAsync(host.Sandbox(), config);
        foreach (var path in (string[])["/etc/x", "/tmp/x", "/run/x", "/x"])
            Assert.Contains("Read-only file system", await host.SayAsync(container, $"touch {path}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mounts_FilesAndDirectories_AreSeenAsAsked()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var volume = Directory.CreateDirectory(Path.Combine(host.Root, "volume")).FullName;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(volume, (UnixFileMode)0x1FF);
        await File.WriteAllTextAsync(Path.Combine(volume, "given"), "content", Cancel);
        var hosts = Path.Combine(host.Root, "hosts");
        await File.WriteAllTextAsync(hosts, "10.0.0.1 else\n", Cancel);
        var config = ProcessPods.Container("sleep", "3600") with
        {
            Mounts =
            [
                new() { HostPath = volume, ContainerPath = "/data/deep/er" },
                new() { HostPath = volume, ContainerPath = "/var/run/secrets/there", ReadOnly = true },
                new() { HostPath = hosts, ContainerPath = "/etc/hosts", ReadOnly = true },
            ],
        };
        var (_, container) = await host.RunAsync(host.Sandbox(), config);
        Assert.Equal("content", await host.SayAsync(container, "cat /data/deep/er/given"));
        Assert.Equal("", await host.SayAsync(container, "echo back > /data/deep/er/taken"));
        Assert.Equal("back\n", await File.ReadAllTextAsync(Path.Combine(volume, "taken"), Cancel));
        Assert.Contains("Read-only", await host.SayAsync(container, "touch /var/run/secrets/there/x"), StringComparison.Ordinal);
        Assert.Equal("10.0.0.1 else", await host.SayAsync(container, "cat /etc/hosts"));
        Assert.False(Directory.Exists("/data/deep"));
    }

    [Fact]
    public async Task PodFiles_Resolver_IsThePods()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var sandbox = host.Sandbox() with { Dns = new() { Servers = ["10.96.0.10"], Searches = ["default.svc.cluster.local", "svc.cluster.local"], Options = ["ndots:5"] } };
        var (sandboxId, container) = await host.RunAsync(sandbox, ProcessPods.Container("sleep", "3600"));
        var address = (await host.Runtime.Sandboxes.GetStatusAsync(sandboxId, Cancel)).Addresses[0];
        Assert.Equal(
            "search default.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5", await host.SayAsync(container, "cat /etc/resolv.conf"));
        Assert.Contains($"{address}\tpod", await host.SayAsync(container, "cat /etc/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Network_Pods_ReachEachOtherAndTheHostReachesThem()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        const string Listen = "exec perl -MIO::Socket::INET -e '$s=IO::Socket::INET->new(LocalPort=>80,Listen=>5,ReuseAddr=>1) or die $!; while($c=$s->accept){print $c \"hi\\n\";close $c}'";
        var (server, serverContainer) = await host.RunAsync(host.Sandbox("server"), ProcessPods.Container("sh", "-c", Listen));
        var (_, client) = await host.RunAsync(host.Sandbox("client"), ProcessPods.Container("sleep", "3600"));
        var address = (await host.Runtime.Sandboxes.GetStatusAsync(server, Cancel)).Addresses[0];

        Assert.Equal("hi", await ReadAsync(() => ConnectAsync(address, 80)));
        Assert.Equal("hi", await ReadAsync(() => host.Runtime.Streams.PortForwardAsync(server, 80, Cancel).AsTask()));
        Assert.Equal("hi", await host.SayAsync(client, $"bash -c 'cat < /dev/tcp/{address}/80'"));

        // The host, by the gateway's address.
        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        var accepted = listener.AcceptTcpClientAsync(Cancel).AsTask();
        var gateway = address[..(address.LastIndexOf('.') + 1)] + "1";
        await host.SayAsync(client, $"bash -c 'echo x > /dev/tcp/{gateway}/{((IPEndPoint)listener.LocalEndpoint).Port}'");
        using var from = await accepted.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal(ContainerState.Running, (await host.Runtime.Containers.GetStatusAsync(serverContainer, Cancel)).State);
    }

    [Fact]
    public async Task HostNetwork_Pod_HasTheHostsInterfaces()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var sandbox = host.Sandbox() with { Hostname = "", Security = new() { Network = NamespaceMode.Node, Pid = NamespaceMode.Node, Ipc = NamespaceMode.Node } };
        var (sandboxId, container) = await host.RunAsync(sandbox, ProcessPods.Container("sleep", "3600"));
        Assert.Empty((await host.Runtime.Sandboxes.GetStatusAsync(sandboxId, Cancel)).Addresses);
        Assert.Equal(new FileInfo("/proc/self/ns/net").LinkTarget, await host.SayAsync(container, "readlink /proc/self/ns/net"));
        Assert.Equal(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), await host.SayAsync(container, $"basename /proc/{Environment.ProcessId}"));
        Assert.Contains("Kube.Node.Tests", await host.SayAsync(container, $"tr '\\0' ' ' < /proc/{Environment.ProcessId}/cmdline"), StringComparison.Ordinal);
        await host.Runtime.Sandboxes.RemoveAsync(sandboxId, Cancel);
    }

    [Fact]
    public async Task SharedProcesses_Pod_SeesAllOfThem()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var sandbox = host.Sandbox() with { Security = new() { Pid = NamespaceMode.Pod } };
        var (sandboxId, first) = await host.RunAsync(sandbox, ProcessPods.Container("sleep", "1234"));
        var second = await host.StartAsync(sandboxId, sandbox, ProcessPods.Container("sleep", "5678") with { Metadata = new() { Name = "other" } });
        var seen = await host.SayAsync(second, "cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
        Assert.Contains("sleep 1234", seen, StringComparison.Ordinal);
        Assert.Contains("sleep 5678", seen, StringComparison.Ordinal);
        await host.Runtime.Containers.StopAsync(first, TimeSpan.FromSeconds(5), Cancel);
        Assert.Equal(143, (await host.EndOfAsync(first)).ExitCode);
    }

    [Fact]
    public async Task Memory_BeyondLimit_IsOutOfMemory()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var status = await host.Runtime.Info.GetStatusAsync(Cancel);
        Assert.SkipWhen(status.Limits.Any(limit => limit.Contains("cgroup", StringComparison.Ordinal)), "no cgroup can be written here");
        var config = ProcessPods.Container("perl", "-e", "my $x = 'x' x (200*1024*1024); sleep 60") with { Resources = new() { MemoryLimitBytes = 32 << 20 } };
        var (_, container) = await host.RunAsync(host.Sandbox(), config);
        var end = await host.EndOfAsync(container);
        Assert.Equal((137, "OOMKilled"), (end.ExitCode, end.Reason));
    }

    [Fact]
    public async Task Environment_LoaderVariables_DoNotActBeforeTheUserIsSet()
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();

        // Were it honoured by the helpers, the loader would complain on the log, as root.
        var config = ProcessPods.Container("/bin/sh", "-c", "exec /bin/true") with { Environment = [new("LD_PRELOAD", "/nonexistent/evil.so")] };
        var sandbox = host.Sandbox();
        var (_, container) = await host.RunAsync(sandbox, config);
        await host.EndOfAsync(container);
        var log = await File.ReadAllTextAsync(Path.Combine(sandbox.LogDirectory, "main/0.log"), Cancel);
        Assert.DoesNotContain("setpriv", log, StringComparison.Ordinal);
        Assert.DoesNotContain("/usr/bin/env", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0L, null, "securityContext.runAsUser")]
    [InlineData(null, 0L, "securityContext.runAsGroup")]
    public async Task HostRoot_NotAllowed_IsRefusedWithRemedy(long? user, long? group, string feature)
    {
        SkipUnlessRoot();
        await using var host = new ProcessRuntimeHost();
        var config = ProcessPods.Container("sleep", "1") with { Security = new() { RunAsUser = user, RunAsGroup = group } };
        var refusal = await Assert.ThrowsAsync<RuntimeRefusalException>(() => host.RunAsync(host.Sandbox(), config));
        Assert.Equal(feature, refusal.Feature);
        Assert.Contains("--allow-host-root", refusal.Explanation, StringComparison.Ordinal);
    }

    private static void SkipUnlessRoot() => Assert.SkipUnless(ProcessRuntimeHost.IsRoot, "pods are isolated only by root");

    private static async Task<Stream> ConnectAsync(string address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Parse(address), port, Cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The first line; tried again while nothing listens yet.</summary>
    private static async Task<string> ReadAsync(Func<Task<Stream>> connect) => (await Waiting.UntilAsync(
        async () =>
        {
            try
            {
                await using var stream = await connect();
                using var reader = new StreamReader(stream);
                return (Line: await reader.ReadLineAsync(Cancel) ?? "", Fault: default(Exception));
            }
            catch (Exception fault) when (fault is SocketException or RuntimeFailureException)
            {
                return (Line: "", Fault: fault);
            }
        },
        static read => read.Fault is null,
        static read => read.Fault!.Message)).Line;
}
