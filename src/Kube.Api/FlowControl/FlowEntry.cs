namespace Kube.Api.FlowControl;

/// <summary>A request at its priority level: it has its answer at once, or has to wait for it.</summary>
public readonly struct FlowEntry
{
    private readonly FlowRequest? _waiting;

    internal FlowEntry(FlowTicket ticket) => Ticket = ticket;

    internal FlowEntry(FlowRequest waiting) => _waiting = waiting;

    /// <summary>Whether there is no answer yet: <see cref="WaitAsync"/> must be called then, once.</summary>
    public bool HasToWait => _waiting is not null;

    /// <summary>The seats, or the refusal; of a request that has to wait, neither.</summary>
    public FlowTicket Ticket { get; }

    /// <summary>Waits for the answer.</summary>
    /// <param name="cancellationToken">Cancelled when the client goes away; the request's place is free then.</param>
    public ValueTask<FlowTicket> WaitAsync(CancellationToken cancellationToken) => _waiting is null ? new(Ticket) : _waiting.Level.WaitAsync(_waiting, cancellationToken);
}
