using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Samples.Cluster;
using Kube.Tests.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Benchmarks.Network;

/// <summary>The userspace proxy in a whole cluster in this process: throughput beside that of a direct connection in the same run, and the memory of idle connections.</summary>
internal static class ProxyBenchmark
{
    private const int Port = 8099;
    private const int IdleConnections = 10_000;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args is [ProxyEnds.Verb, var address]) return await ProxyEnds.RunAsync(IPAddress.Parse(address));
        var seconds = args is ["--seconds", var number] && int.TryParse(number, out var parsed) ? parsed : 5;
        var directory = Directory.CreateTempSubdirectory("kube-benchmark-").FullName;
        var own = OwnAddress.Find();
        using var server = new TcpListener(own, 0);
        server.Start(4096);
        var service = new IPEndPoint(IPAddress.Parse("10.98.77.77"), Port);
        try
        {
            await using var cluster = await ClusterHost.StartAsync(new()
            {
                DataDirectory = directory, SecurePort = 0, KubeletPort = 0,
                ServiceClusterIPRange = IPNetwork.Parse("10.98.0.0/16"), ClusterCidr = IPNetwork.Parse("10.231.0.0/16"),
            });
            await AddServiceAsync(cluster, "bench", service, (IPEndPoint)server.LocalEndpoint);
            Console.WriteLine($"proxy benchmark: {Environment.ProcessorCount} cores, both ends and the proxy in this process");
            var direct = await ThroughputAsync(server, (IPEndPoint)server.LocalEndpoint, seconds);
            var proxied = await ThroughputAsync(server, service, seconds);
            Console.WriteLine($"throughput     direct {direct:F2} GB/s, by way of the service {proxied:F2} GB/s: {100 * proxied / direct:F0} %");
            using var ends = ProxyEnds.Start(own);
            var idle = new IPEndPoint(IPAddress.Parse("10.98.77.78"), Port);
            await AddServiceAsync(cluster, "idle", idle, await ends.ServerAsync());
            await IdleAsync(ends, idle);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private static async Task AddServiceAsync(ClusterHost cluster, string name, IPEndPoint service, IPEndPoint server)
    {
        var client = cluster.Services.GetRequiredService<IKubeClientFactory>().Create(new("benchmark", null, ["system:masters", "system:authenticated"]), "benchmark");
        await client.For<V1Service>().CreateAsync(
            new V1Service
            {
                Metadata = new() { Name = name, Namespace = "default" },
                Spec = new() { ClusterIP = service.Address.ToString(), ClusterIPs = [service.Address.ToString()], Ports = [new() { Port = service.Port, Protocol = "TCP" }] },
            },
            WriteOptions.Default, CancellationToken.None);
        await client.For<V1EndpointSlice>().CreateAsync(
            new V1EndpointSlice
            {
                Metadata = new() { Name = name + "-1", Namespace = "default", Labels = new() { ["kubernetes.io/service-name"] = name } },
                AddressType = "IPv4",
                Endpoints = [new() { Addresses = [server.Address.ToString()], Conditions = new() { Ready = true } }],
                Ports = [new() { Port = server.Port, Protocol = "TCP" }],
            },
            WriteOptions.Default, CancellationToken.None);
        for (var tries = 0; ; tries++)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(service);
                return;
            }
            catch (SocketException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task<double> ThroughputAsync(TcpListener server, IPEndPoint target, int seconds)
    {
        // What the wait for the service left in the queue goes first.
        while (server.Pending()) (await server.AcceptSocketAsync()).Dispose();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(target);
        using var accepted = await server.AcceptSocketAsync();
        var clock = Stopwatch.StartNew();
        var sending = Task.Run(async () =>
        {
            var full = new byte[128 * 1024];
            while (clock.Elapsed.TotalSeconds < seconds) await client.SendAsync(full.AsMemory());
            client.Shutdown(SocketShutdown.Send);
        });
        var received = 0L;
        var buffer = new byte[128 * 1024];
        while (await accepted.ReceiveAsync(buffer.AsMemory()) is > 0 and var count) received += count;
        await sending;
        return received / clock.Elapsed.TotalSeconds / 1e9;
    }

    private static async Task IdleAsync(ProxyEnds ends, IPEndPoint service)
    {
        // Two descriptors each here; those of both ends are another process's.
        var count = Math.Min(IdleConnections, (MostDescriptors() - 1000) / 2);
        await ends.ConnectAsync(service, 100);
        var before = Resident();
        await ends.ConnectAsync(service, count);
        var taken = (Resident() - before) / 1e6;
        Console.WriteLine($"idle           {count:N0} connections that have said something take {taken:F0} MB of this process: {taken / count * IdleConnections:F0} MB for {IdleConnections:N0}");
    }

    private static int MostDescriptors()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4], out var most) ? most : 1 << 20;
    }

    private static long Resident()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
