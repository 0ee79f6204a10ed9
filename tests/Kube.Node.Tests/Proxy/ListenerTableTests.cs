using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kube.Api.Client;
using Kube.Node.Proxy;
using Kube.Node.Work;
using Kube.Store.Work;
using Kube.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Node.Tests.Proxy;

/// <summary>The proxy on real sockets: services on addresses of the loopback network, which need no right to be used.</summary>
public sealed class ListenerTableTests : IAsyncLifetime
{
    private static readonly ObjectKey s_web = new("default", "web");
    private static readonly IPAddress s_service = IPAddress.Parse("127.77.0.1");

    private readonly OwnedWork _work = new(DefaultWorkScheduler.Instance, NullLogger.Instance);
    private readonly Recorded _host = new();
    private readonly List<IDisposable> _servers = [];
    private readonly ListenerTable _table;
    private readonly int _port = FreePorts.Next();

    public ListenerTableTests() => _table = new ListenerTable(_host, _work, TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _table.DisposeAsync();
        await _work.DisposeAsync();
        foreach (var server in _servers) server.Dispose();
        Assert.Empty(_host.Present);
    }

    [Fact]
    public async Task Connections_AreSharedAmongEndpoints()
    {
        await ApplyAsync(Server("one"), Server("two"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync("hello")));

        Assert.Equal([("one: hello", 5), ("two: hello", 5)], answers.CountBy(answer => answer).Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal([s_service], _host.Present);
    }

    [Fact]
    public async Task Endpoint_RefusesConnections_AnotherOneServes()
    {
        await ApplyAsync(new IPEndPoint(IPAddress.Loopback, FreePorts.Next()), Server("two"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => AskAsync("hello")));

        Assert.All(answers, answer => Assert.Equal("two: hello", answer));
    }

    [Fact]
    public async Task Endpoint_IsTakenAway_ItsConnectionsGoOnAndNewOnesGoElsewhere()
    {
        await ApplyAsync(Server("one"));
        using var old = await ConnectAsync();
        Assert.Equal("one: a", await SayAsync(old, "a"));

        await ApplyAsync(Server("two"));

        Assert.Equal("one: b", await SayAsync(old, "b"));
        Assert.Equal("two: c", await AskAsync("c"));
    }

    [Fact]
    public async Task Service_HasNoEndpoints_RefusesUntilThereIsOne()
    {
        await ApplyAsync();
        await Assert.ThrowsAnyAsync<SocketException>(ConnectAsync);

        await ApplyAsync(Server("one"));
        Assert.Equal("one: x", await AskAsync("x"));
        await ApplyAsync();
        await Assert.ThrowsAnyAsync<SocketException>(ConnectAsync);
    }

    [Fact]
    public async Task Bytes_ManyAndHalfClosed_ArriveWhole()
    {
        await ApplyAsync(Server("", echo: true));
        using var client = await ConnectAsync();
        // Before anything is sent: a socket that has shut down its sending counts as disconnected, and gives no stream.
        await using var stream = new NetworkStream(client);
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        var sending = Task.Run(
            async () =>
            {
                for (var done = 0; done < sent.Length;) done += await client.SendAsync(sent.AsMemory(done), SocketFlags.None, Cancel);
                client.Shutdown(SocketShutdown.Send);
            },
            Cancel);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, Cancel);
        await sending;

        Assert.Equal(sent, received.ToArray());
    }

    [Fact]
    public async Task Datagrams_GoToOneEndpointPerClientAndComeBack()
    {
        var rule = Rule([UdpServer("one"), UdpServer("two")], "UDP");
        Assert.True(await _table.ApplyAsync(s_web, Rules(new ListenAddress(s_service, _port, IsUdp: true, IsExternal: false), rule)));
        using var first = UdpClient();
        using var second = UdpClient();

        var answers = new[] { await TellAsync(first, "a"), await TellAsync(first, "b"), await TellAsync(second, "c") };

        Assert.Equal(answers[0][..3], answers[1][..3]);
        Assert.NotEqual(answers[0][..3], answers[2][..3]);
    }

    [Fact]
    public async Task Place_IsTaken_IsReportedAndHadLater()
    {
        var blocker = new TcpListener(s_service, _port);
        blocker.Start();
        Assert.False(await _table.ApplyAsync(s_web, Rules(Place, Rule([Server("one")], "TCP"))));
        blocker.Stop();

        await ApplyAsync(Server("one"));
        Assert.Equal("one: x", await AskAsync("x"));
    }

    private ListenAddress Place => new(s_service, _port, IsUdp: false, IsExternal: false);

    private async Task ApplyAsync(params IPEndPoint[] endpoints) => Assert.True(await _table.ApplyAsync(s_web, Rules(Place, Rule(endpoints, "TCP"))));

    private static ServicePortRule Rule(IPEndPoint[] endpoints, string protocol)
    {
        ImmutableArray<ProxyEndpoint> targets = [.. endpoints.Select(endpoint => new ProxyEndpoint(endpoint, IsLocal: true))];
        return new(new("default", "web", "http", protocol), targets, targets, null);
    }

    private static ProxyRules Rules(ListenAddress address, ServicePortRule rule) =>
        new(new Dictionary<ListenAddress, ServicePortRule> { [address] = rule }, new HashSet<IPAddress> { s_service });

    private IPEndPoint Server(string name, bool echo = false)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _servers.Add(listener);
        _work.Run("server", async () =>
        {
            try
            {
                while (true)
                {
                    var client = await listener.AcceptSocketAsync(_work.Stopping);
                    _work.Run("client", () => AnswerAsync(client, name, echo));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The test is over.
            }
        });
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private async Task AnswerAsync(Socket client, string name, bool echo)
    {
        using (client)
        {
            try
            {
                var buffer = new byte[16_384];
                while (await client.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, _work.Stopping) is > 0 and var count)
                {
                    var answer = echo ? buffer.AsMemory(0, count) : Encoding.UTF8.GetBytes($"{name}: {Encoding.UTF8.GetString(buffer, 0, count)}");
                    for (var sent = 0; sent < answer.Length;) sent += await client.SendAsync(answer[sent..], SocketFlags.None, _work.Stopping);
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client left.
            }
        }
    }

    private IPEndPoint UdpServer(string name)
    {
        var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        _servers.Add(server);
        _work.Run("server", async () =>
        {
            try
            {
                while (true)
                {
                    var received = await server.ReceiveAsync(_work.Stopping);
                    await server.SendAsync(Encoding.UTF8.GetBytes($"{name}: {Encoding.UTF8.GetString(received.Buffer)}"), received.RemoteEndPoint, _work.Stopping);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The test is over.
            }
        });
        return (IPEndPoint)server.Client.LocalEndPoint!;
    }

    private UdpClient UdpClient()
    {
        var client = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(new IPEndPoint(s_service, _port));
        return client;
    }

    private static async Task<string> TellAsync(UdpClient client, string text)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(text), Cancel);
        return Encoding.UTF8.GetString((await client.ReceiveAsync(Cancel)).Buffer);
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(new IPEndPoint(s_service, _port), Cancel);
        return client;
    }

    private async Task<string> AskAsync(string text)
    {
        using var client = await ConnectAsync();
        return await SayAsync(client, text);
    }

    private static async Task<string> SayAsync(Socket client, string text)
    {
        await client.SendAsync(Encoding.UTF8.GetBytes(text), SocketFlags.None, Cancel);
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await client.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, Cancel));
    }

    private sealed class Recorded : IHostAddresses
    {
        public HashSet<IPAddress> Present { get; } = [];

        public bool IsAllowed(out string? why)
        {
            why = null;
            return true;
        }

        public void Add(IPAddress address) => Present.Add(address);

        public void Remove(IPAddress address) => Present.Remove(address);

        public void RemoveAllBut(IReadOnlySet<IPAddress> kept) => Present.IntersectWith(kept);
    }
}
