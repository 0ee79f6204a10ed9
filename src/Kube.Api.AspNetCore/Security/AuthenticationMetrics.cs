using System.Diagnostics.Metrics;
using Kube.Api.Authentication;

namespace Kube.Api.AspNetCore.Security;

/// <summary>Who came in, under upstream's names (<c>endpoints/filters/metrics.go</c>, 1.36).</summary>
internal sealed class AuthenticationMetrics
{
    private static readonly KeyValuePair<string, object?> s_success = new("result", "success");
    private static readonly KeyValuePair<string, object?> s_failure = new("result", "failure");
    private static readonly KeyValuePair<string, object?> s_error = new("result", "error");

    private readonly Counter<long> _users;
    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _seconds;
    private readonly TimeProvider _time;

    public AuthenticationMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create("Kube.Api.Authentication");
        _users = meter.CreateCounter<long>("authenticated_user_requests", description: "Counter of authenticated requests broken out by username.");
        _attempts = meter.CreateCounter<long>("authentication_attempts", description: "Counter of authenticated attempts.");
        _seconds = meter.CreateHistogram<double>("authentication_duration_seconds", description: "Authentication duration in seconds broken out by result.");
    }

    /// <summary>An instant to measure from.</summary>
    public long Now => _time.GetTimestamp();

    /// <summary>Counts one attempt.</summary>
    /// <param name="user">Who was found; null: nobody.</param>
    /// <param name="since">When it began.</param>
    /// <param name="problem">Somebody threw.</param>
    public void Count(UserInfo? user, long since, bool problem = false)
    {
        var result = problem ? s_error : user is null ? s_failure : s_success;
        if (user is not null && _users.Enabled) _users.Add(1, new KeyValuePair<string, object?>("username", Shorten(user.Name)));
        _attempts.Add(1, result);
        if (_seconds.Enabled) _seconds.Record(_time.GetElapsedTime(since).TotalSeconds, result);
    }

    // There is no end of users: only the best known ones are told apart.
    private static string Shorten(string name) => name switch
    {
        "admin" or "client" or "kube_proxy" or "kubelet" or "system:serviceaccount:kube-system:default" => name,
        _ => name.Contains('@', StringComparison.Ordinal) ? "email_id" : "other",
    };
}
