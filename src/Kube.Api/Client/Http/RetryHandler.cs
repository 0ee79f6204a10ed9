using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace Kube.Api.Client.Http;

/// <summary>Tries again when the server says when to (<c>Retry-After</c>), as client-go does: with 429 and failures of the server, ten times at most.</summary>
internal sealed class RetryHandler(TimeProvider time, HttpMessageHandler next) : DelegatingHandler(next)
{
    private const int MostRetries = 10;

    // Upstream's names (k8s.io/component-base/metrics/prometheus/restclient, 1.36).
    private static readonly Meter s_meter = new("Kube.Api");
    private static readonly Counter<long> s_requests = s_meter.CreateCounter<long>(
        "rest_client_requests_total", description: "Number of HTTP requests, partitioned by status code, method, and host.");

    private static readonly Histogram<double> s_seconds = s_meter.CreateHistogram<double>(
        "rest_client_request_duration_seconds", description: "Request latency in seconds. Broken down by verb, and host.");

    private static readonly Counter<long> s_retries = s_meter.CreateCounter<long>(
        "rest_client_request_retries_total", description: "Number of request retries, partitioned by status code, verb, and host.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var retries = 0; ; retries++)
        {
            var answer = await SendOnceAsync(request, cancellationToken);
            if (retries == MostRetries || Pause(answer) is not { } pause) return answer;
            s_retries.Add(1, new("code", Text(answer.StatusCode)), new("verb", request.Method.Method), new("host", request.RequestUri?.Authority));
            answer.Dispose();
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var code = "<error>";
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            code = Text(answer.StatusCode);
            return answer;
        }
        finally
        {
            var host = request.RequestUri?.Authority;
            if (s_requests.Enabled) s_requests.Add(1, new("code", code), new("method", request.Method.Method), new("host", host));
            if (s_seconds.Enabled) s_seconds.Record(time.GetElapsedTime(began).TotalSeconds, new("verb", request.Method.Method), new("host", host));
        }
    }

    private static TimeSpan? Pause(HttpResponseMessage answer)
    {
        if (answer.StatusCode is not (HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)) return null;
        return answer.Headers.RetryAfter?.Delta;
    }

    private static string Text(HttpStatusCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);
}
