using System.Diagnostics;
using System.Globalization;
using System.Text;
using Kube.Api.AspNetCore.Health;
using Kube.Api.AspNetCore.Hosting;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Discovery;
using Kube.Shared.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kube.Api.AspNetCore.Door;

/// <summary>What the server says of itself to people: <c>/statusz</c> and <c>/flagz</c> (upstream's component-base/zpages, 1.36), and its health as metrics, <c>/metrics/slis</c>.</summary>
internal sealed class AboutEndpoint(HealthReport health, IOptions<KubeApiServerOptions> options, TimeProvider time) : IPathEndpoint
{
    private const string StatusPath = "/statusz";
    private const string FlagsPath = "/flagz";
    private const string LevelsPath = "/metrics/slis";
    private const string Warning = "Warning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.";

    public IEnumerable<string> Paths => [FlagsPath, LevelsPath, StatusPath];

    public async ValueTask<bool> TryServeAsync(HttpContext http, string path)
    {
        var text = path switch
        {
            StatusPath => Status(),
            FlagsPath => Flags(),
            LevelsPath => await LevelsAsync(http.RequestAborted),
            _ => null,
        };
        if (text is null) return false;
        Answers.Text(http, StatusCodes.Status200OK, Encoding.UTF8.GetBytes(text), noSniff: false);
        return true;
    }

    private string Status()
    {
        using var process = Process.GetCurrentProcess();
        var started = process.StartTime.ToUniversalTime();
        var up = time.GetUtcNow().UtcDateTime - started;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""

            kube-apiserver statusz
            {Warning}

            Started: {started:ddd MMM dd HH:mm:ss} UTC {started:yyyy}
            Up: {(int)up.TotalHours} hr {up.Minutes:00} min {up.Seconds:00} sec
            Go version: dotnet{Environment.Version}
            Binary version: {ServerVersion.GitVersion[1..]}
            Emulation version: {ServerVersion.GitVersion[1..^2]}
            Paths: /healthz /livez /metrics /readyz /statusz /version

            """);
    }

    private string Flags()
    {
        var own = options.Value;
        (string Name, string Value)[] flags =
        [
            ("advertise-address", own.AdvertiseAddress?.ToString() ?? ""), ("bind-address", own.BindAddress.ToString()), ("cert-dir", own.CertificateDirectory),
            ("enable-priority-and-fairness", own.PriorityAndFairness ? "true" : "false"), ("kubelet-certificate-authority", own.KubeletCertificateAuthority),
            ("max-mutating-requests-inflight", own.MaxMutatingRequestsInflight.ToString(CultureInfo.InvariantCulture)),
            ("max-requests-inflight", own.MaxRequestsInflight.ToString(CultureInfo.InvariantCulture)), ("request-timeout", $"{own.RequestTimeoutSeconds}s"),
            ("secure-port", own.SecurePort.ToString(CultureInfo.InvariantCulture)), ("token-auth-file", own.TokenAuthFile),
        ];
        return $"\nkube-apiserver flags\n{Warning}\n\n{string.Concat(flags.Select(flag => $"{flag.Name}={flag.Value}\n"))}";
    }

    private async ValueTask<string> LevelsAsync(CancellationToken cancellationToken)
    {
        var text = new PrometheusText().Family("kubernetes_healthcheck", "gauge", "[STABLE] This metric records the result of a single healthcheck.");
        foreach (var (endpoint, name, holds) in await health.CheckAsync(cancellationToken))
            text.Sample("kubernetes_healthcheck", holds ? 1 : 0, ("name", name), ("type", endpoint));
        text.Family("kubernetes_healthchecks_total", "counter", "[STABLE] This metric records the results of all healthcheck.");
        foreach (var (endpoint, name, holds, count) in health.Counts())
            text.Sample("kubernetes_healthchecks_total", count, ("name", name), ("status", holds ? "success" : "error"), ("type", endpoint));
        return text.ToString();
    }
}
