using System.Collections.Concurrent;
using Kube.Node.Agent;
using Kube.Node.Csi.Protos;
using Kube.Node.Volumes;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Csi;

/// <summary>
/// The drivers of this node: each puts a socket into <c>plugins_registry</c>, says there who it is, and is told whether it was taken (upstream's <c>pkg/kubelet/pluginmanager</c>).
/// One loop changes it; safe for concurrent reads.
/// </summary>
internal sealed class CsiDrivers(string registry, ICsiObjects objects, ILogger logger) : IDisposable
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, CsiDriver> _drivers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Driver, DateTime Made)> _sockets = new(StringComparer.Ordinal);

    /// <exception cref="VolumeException">There is none of that name now.</exception>
    public CsiDriver Get(string name) =>
        _drivers.TryGetValue(name, out var driver) ? driver : throw new VolumeException($"driver name {name} not found in the list of registered CSI drivers");

    /// <summary>One look at the sockets.</summary>
    public async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        var there = Directory.Exists(registry) ? Directory.GetFiles(registry, "*.sock", SearchOption.AllDirectories) : [];
        foreach (var (socket, known) in _sockets.ToArray())
        {
            // One that was made anew is a driver that was started anew.
            if (there.Contains(socket) && File.GetCreationTimeUtc(socket) == known.Made) continue;
            _sockets.Remove(socket);
            if (there.Contains(socket) || !_drivers.TryRemove(known.Driver, out var gone)) continue;
            gone.Dispose();
            await objects.RemoveDriverAsync(known.Driver, cancellationToken);
        }

        foreach (var socket in there)
        {
            if (_sockets.ContainsKey(socket)) continue;
            try
            {
                await RegisterAsync(socket, cancellationToken);
            }
            catch (Exception e) when (e is GrpcException or VolumeException or IOException)
            {
                // Not listening yet, or the server is away: the next look asks again.
                NodeLog.Retrying(logger, $"registration of the driver at {socket}", e);
            }
        }
    }

    public void Dispose()
    {
        foreach (var driver in _drivers.Values) driver.Dispose();
    }

    private async ValueTask RegisterAsync(string socket, CancellationToken cancellationToken)
    {
        var made = File.GetCreationTimeUtc(socket);
        using var channel = GrpcChannel.ForUnixSocket(socket);
        var info = await channel.UnaryAsync(CsiCalls.GetInfo, new(), GrpcCallOptions.Within(s_timeout), cancellationToken);
        var answer = new RegistrationStatus { PluginRegistered = true };
        if (info.Type != "CSIPlugin") answer = new() { Error = $"no handler registered for plugin type: {info.Type}" };
        else if (!info.SupportedVersions.Any(version => version.TrimStart('v').StartsWith("1.", StringComparison.Ordinal))) answer = new() { Error = "none of the versions is supported; this node speaks 1.x" };
        else
        {
            var driver = new CsiDriver(info.Name, info.Endpoint.Length > 0 ? info.Endpoint : socket);
            try
            {
                await driver.LearnAsync(cancellationToken);
                await objects.AddDriverAsync(driver, cancellationToken);
            }
            catch
            {
                driver.Dispose();
                throw;
            }

            _drivers.AddOrUpdate(info.Name, driver, (_, old) =>
            {
                old.Dispose();
                return driver;
            });
        }

        _sockets[socket] = (info.Name, made);
        await channel.UnaryAsync(CsiCalls.Notify, answer, GrpcCallOptions.Within(s_timeout), cancellationToken);
    }
}
