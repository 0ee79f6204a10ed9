using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Kube.Shared.Grpc.Server;

/// <summary>How long a call may take: until its client is gone or the time that it gave has passed.</summary>
internal sealed class GrpcServerDeadline : IDisposable
{
    private readonly CancellationTokenSource? _time;
    private readonly CancellationTokenSource? _both;

    private GrpcServerDeadline(TimeSpan? timeout, TimeProvider time, CancellationToken aborted)
    {
        if (timeout is { } limit)
        {
            // A timer cannot wait longer than this, and no call should.
            _time = new(limit < TimeSpan.FromDays(40) ? limit : TimeSpan.FromDays(40), time);
            _both = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, aborted);
        }

        Token = _both?.Token ?? aborted;
    }

    public CancellationToken Token { get; }

    public bool IsOver => _time is { IsCancellationRequested: true };

    public static bool TryStart(HttpContext http, TimeProvider time, [NotNullWhen(true)] out GrpcServerDeadline? deadline)
    {
        deadline = null;
        TimeSpan? timeout = null;
        if (http.Request.Headers.TryGetValue(GrpcText.Timeout, out var text))
        {
            timeout = GrpcText.ParseTimeout(text.ToString());
            if (timeout is null) return false;
        }

        deadline = new(timeout, time, http.RequestAborted);
        return true;
    }

    public void Dispose()
    {
        _both?.Dispose();
        _time?.Dispose();
    }
}
