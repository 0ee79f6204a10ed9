using System.Net;
using System.Net.Sockets;
using System.Text;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Node.Netlink;
using Kube.Node.Proxy;
using Kube.Node.Work;
using Kube.Store.Work;
using Kube.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Proxy;

/// <summary>Services on addresses that this host is given for them, in both families. Needs root; without it there is nothing to test.</summary>
public sealed class UserspaceProxyTests : IAsyncLifetime
{
    private static readonly string s_label = $"lo:ku{Environment.ProcessId % 100_000}";
    // Of the range for benchmarks (RFC 2544): rules that other tests make for their pods, and take away, are not about it.
    private static readonly string s_four = $"198.18.{Environment.ProcessId % 250}.80";
    private static readonly string s_six = $"fd96:{Environment.ProcessId % 65_000:x}::80";

    private readonly OwnedWork _work = new(DefaultWorkScheduler.Instance, NullLogger.Instance);
    private readonly List<IDisposable> _open = [];
    private UserspaceProxy? _proxy;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        if (Environment.IsPrivilegedProcess && HostAddresses.HasIPv6)
            _proxy = new UserspaceProxy(new LoopbackAddresses(s_label), new() { AddressLabel = s_label }, _work, TimeProvider.System, NullLogger.Instance);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        await _work.DisposeAsync();
        foreach (var open in _open) open.Dispose();
        Assert.Empty(new InterfaceAddresses(InterfaceAddresses.Loopback).Labeled(s_label));
    }

    [Theory]
    [InlineData("TCP")]
    [InlineData("UDP")]
    public async Task DualStackService_IsServedInBothFamilies_EachByItsOwnEndpoints(string protocol)
    {
        if (_proxy is null) return;
        var nodePort = FreePorts.Next();
        var (four, six) = (Server("four", IPAddress.Loopback, protocol), Server("six", IPAddress.IPv6Loopback, protocol));
        var service = new V1Service
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new()
            {
                Type = "NodePort", ClusterIP = s_four, ClusterIPs = [s_four, s_six], IpFamilies = ["IPv4", "IPv6"], IpFamilyPolicy = "RequireDualStack",
                Ports = [new() { Port = 80, Protocol = protocol, NodePort = nodePort }],
            },
        };

        Assert.Empty(await _proxy.ApplyAsync([new(new ObjectKey("default", "web"), service, [Slice(four, protocol), Slice(six, protocol)])], new("here")));

        Assert.Equal(("four", "six"), (await AskAsync(s_four, 80, protocol), await AskAsync(s_six, 80, protocol)));
        Assert.Equal(("four", "six"), (await AskAsync("127.0.0.1", nodePort, protocol), await AskAsync("::1", nodePort, protocol)));
        // One family goes, the other stays.
        (service.Spec.ClusterIPs, service.Spec.IpFamilies) = ([s_four], ["IPv4"]);
        Assert.Empty(await _proxy.ApplyAsync([new(new ObjectKey("default", "web"), service, [Slice(four, protocol), Slice(six, protocol)])], new("here")));
        Assert.Equal("four", await AskAsync(s_four, 80, protocol));
        Assert.Equal([IPAddress.Parse(s_four)], new InterfaceAddresses(InterfaceAddresses.Loopback).Labeled(s_label));
    }

    private static V1EndpointSlice Slice(IPEndPoint server, string protocol) => new()
    {
        Metadata = new() { Name = "web-1", Namespace = "default" },
        AddressType = server.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4",
        Endpoints = [new() { Addresses = [server.Address.ToString()], Conditions = new() { Ready = true } }],
        Ports = [new() { Port = server.Port, Protocol = protocol }],
    };

    // Says its name to whoever comes or sends something.
    private IPEndPoint Server(string name, IPAddress address, string protocol)
    {
        var place = new IPEndPoint(address, 0);
        var socket = protocol == "UDP" ? ServerSocket.Receive(place) : ServerSocket.Listen(place, 16);
        _open.Add(socket);
        _work.Run("server", () => ServerSocket.ServeAsync(
            async () =>
            {
                if (protocol == "UDP")
                {
                    var received = await socket.ReceiveFromAsync(new byte[16], SocketFlags.None, place, _work.Stopping);
                    await socket.SendToAsync(Encoding.ASCII.GetBytes(name), SocketFlags.None, received.RemoteEndPoint, _work.Stopping);
                    return;
                }

                using var client = await socket.AcceptAsync(_work.Stopping);
                await client.SendAsync(Encoding.ASCII.GetBytes(name), SocketFlags.None, _work.Stopping);
            },
            static _ => Task.CompletedTask,
            _work.Stopping));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private static async Task<string> AskAsync(string address, int port, string protocol)
    {
        var target = new IPEndPoint(IPAddress.Parse(address), port);
        using var socket = protocol == "UDP" ? new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp) : new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        await socket.ConnectAsync(target, patience.Token);
        if (protocol == "UDP") await socket.SendAsync("?"u8.ToArray(), SocketFlags.None, patience.Token);
        var buffer = new byte[16];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, patience.Token));
    }
}
