namespace Kube.Api.FlowControl;

/// <summary>A request's place at its priority level: seats that it holds until it gives them back, or why there are none.</summary>
public readonly struct FlowTicket
{
    private readonly FlowRequest? _request;
    private readonly int _generation;

    internal FlowTicket(FlowRequest request)
    {
        _request = request;
        _generation = request.Generation;
    }

    internal FlowTicket(string refusal, int retryAfterSeconds)
    {
        Refusal = refusal;
        RetryAfterSeconds = retryAfterSeconds;
    }

    /// <summary>Why the request is not served, by upstream's word for its metric (<c>queue-full</c>, <c>concurrency-limit</c>, <c>time-out</c>); null when it is.</summary>
    public string? Refusal { get; }

    /// <summary>When a refused client may come again, in seconds: 1 to 32, more the more were refused lately.</summary>
    public int RetryAfterSeconds { get; }

    /// <summary>Gives the seats back. Further calls, and such on a refusal, do nothing.</summary>
    public void Release() => _request?.Level.Finish(_request, _generation);
}
