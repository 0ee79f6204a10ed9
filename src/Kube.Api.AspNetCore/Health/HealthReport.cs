using System.Collections.Concurrent;
using System.Text;
using Kube.Api.AspNetCore.Requests;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Encryption;
using Kube.Api.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube.Api.AspNetCore.Health;

/// <summary>Serves <c>/healthz</c>, <c>/livez</c>, <c>/readyz</c> and their single checks, in upstream's text.</summary>
internal sealed partial class HealthReport
{
    private readonly ConcurrentDictionary<(string Endpoint, string Name, bool Holds), long> _counts = new();
    private readonly IHealthProbe[] _live;
    private readonly IHealthProbe[] _ready;
    private readonly ILogger<HealthReport> _logger;

    public HealthReport(
        IEnumerable<IHealthProbe> registered, KeyServices keys, ClusterCertificates certificates, StartupHooks hooks, IHostApplicationLifetime lifetime,
        TimeProvider time, ILogger<HealthReport> logger)
    {
        _logger = logger;
        var started = () => lifetime.ApplicationStarted.IsCancellationRequested;
        IHealthProbe[] all =
        [
            new StaticProbe("ping", HealthEndpoints.All, static () => true),
            new StaticProbe("log", HealthEndpoints.All, static () => true),
            new StaticProbe(
                "loopback-serving-certificate", HealthEndpoints.Live, () => time.GetUtcNow().UtcDateTime < certificates.Server.NotAfter.ToUniversalTime()),
            .. registered,
            .. KeyServiceProbes.Of(keys),
            new StaticProbe("informer-sync", HealthEndpoints.Ready, started),
            .. StartupProbes.Names.Select(name => new StaticProbe(name, HealthEndpoints.All, () => hooks.IsComplete(name) ?? started())),
            new StaticProbe("shutdown", HealthEndpoints.Ready, () => !lifetime.ApplicationStopping.IsCancellationRequested),
        ];
        var twin = all.GroupBy(probe => probe.Name).FirstOrDefault(group => group.Count() > 1);
        if (twin is not null) throw new InvalidOperationException($"two health probes are called {twin.Key}");
        _live = [.. all.Where(probe => probe.Endpoints.HasFlag(HealthEndpoints.Live))];
        _ready = [.. all.Where(probe => probe.Endpoints.HasFlag(HealthEndpoints.Ready))];
    }

    /// <summary>The paths served, for <c>/</c>.</summary>
    public IEnumerable<string> Paths()
    {
        foreach (var endpoint in (string[])["healthz", "livez", "readyz"])
        {
            yield return "/" + endpoint;
            foreach (var probe in ProbesOf(endpoint)) yield return $"/{endpoint}/{probe.Name}";
        }
    }

    /// <summary>Answers; false when the path is no health path.</summary>
    public async ValueTask<bool> TryServeAsync(HttpContext http, string path)
    {
        var slash = path.IndexOf('/', 1);
        var endpoint = slash < 0 ? path[1..] : path[1..slash];
        if (endpoint is not ("healthz" or "livez" or "readyz")) return false;
        if (slash < 0) await ServeAllAsync(http, endpoint);
        else await ServeOneAsync(http, endpoint, path[(slash + 1)..]);
        return true;
    }

    /// <summary>How often each check was made, by what came of it.</summary>
    public IReadOnlyList<(string Endpoint, string Name, bool Holds, long Count)> Counts() =>
        [.. _counts.Select(static entry => (entry.Key.Endpoint, entry.Key.Name, entry.Key.Holds, entry.Value)).Order()];

    /// <summary>Every check of every endpoint, and whether it holds now.</summary>
    public async ValueTask<IReadOnlyList<(string Endpoint, string Name, bool Holds)>> CheckAsync(CancellationToken cancellationToken)
    {
        var all = new List<(string, string, bool)>();
        foreach (var endpoint in (string[])["healthz", "livez", "readyz"])
        {
            foreach (var probe in ProbesOf(endpoint)) all.Add((endpoint, probe.Name, await HoldsAsync(endpoint, probe, cancellationToken)));
        }

        return all;
    }

    private IHealthProbe[] ProbesOf(string endpoint) => endpoint == "readyz" ? _ready : _live;

    private async ValueTask ServeAllAsync(HttpContext http, string endpoint)
    {
        var query = QueryParameters.Parse(http.Request.QueryString.Value);
        var excluded = query.All("exclude").ToHashSet();
        var text = new StringBuilder();
        var failed = new List<string>();
        foreach (var probe in ProbesOf(endpoint))
        {
            if (excluded.Remove(probe.Name))
            {
                text.Append($"[+]{probe.Name} excluded: ok\n");
            }
            else if (await HoldsAsync(endpoint, probe, http.RequestAborted))
            {
                text.Append($"[+]{probe.Name} ok\n");
            }
            else
            {
                failed.Add(probe.Name);
                text.Append($"[-]{probe.Name} failed: reason withheld\n");
            }
        }

        if (excluded.Count > 0)
            text.Append($"warn: some health checks cannot be excluded: no matches for {string.Join(", ", excluded.Order(StringComparer.Ordinal).Select(GoText.Quote))}\n");
        if (failed.Count > 0)
        {
            LogFailed(endpoint, string.Join(',', failed));
            Answers.Text(http, StatusCodes.Status500InternalServerError, Encoding.UTF8.GetBytes(text.Append($"{endpoint} check failed\n").ToString()), noSniff: true);
        }
        else if (query.Find("verbose") is not null)
        {
            Answers.Text(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text.Append($"{endpoint} check passed\n").ToString()), noSniff: true);
        }
        else
        {
            Answers.Text(http, StatusCodes.Status200OK, "ok"u8, noSniff: true);
        }
    }

    private async ValueTask ServeOneAsync(HttpContext http, string endpoint, string name)
    {
        var probe = Array.Find(ProbesOf(endpoint), probe => probe.Name == name);
        if (probe is null) Answers.PageNotFound(http);
        else if (await HoldsAsync(endpoint, probe, http.RequestAborted)) Answers.Text(http, StatusCodes.Status200OK, "ok"u8, noSniff: false);
        else Answers.Text(http, StatusCodes.Status500InternalServerError, StartupProbes.IsHook(name) ? "internal server error: not finished\n"u8 : "internal server error: the check failed\n"u8, noSniff: true);
    }

    private async ValueTask<bool> HoldsAsync(string endpoint, IHealthProbe probe, CancellationToken cancellationToken)
    {
        var holds = await HoldsAsync(probe, cancellationToken);
        _counts.AddOrUpdate((endpoint, probe.Name, holds), 1, static (_, count) => count + 1);
        return holds;
    }

    private async ValueTask<bool> HoldsAsync(IHealthProbe probe, CancellationToken cancellationToken)
    {
        try
        {
            return await probe.CheckAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogProbe(failure, probe.Name);
            return false;
        }
    }

    [LoggerMessage(2510, LogLevel.Information, "{Endpoint} check failed: {Probes}")]
    private partial void LogFailed(string endpoint, string probes);

    [LoggerMessage(2511, LogLevel.Warning, "health probe {Probe} threw")]
    private partial void LogProbe(Exception failure, string probe);
}
