using System.Buffers;
using Kube.Api.Metrics;
using Kube.Api.Models;
using Microsoft.Extensions.Options;

namespace Kube.Api.Audit;

/// <summary>Keeps the audit log: asks the policy about each request and hands records of its stages to the backends. Safe for concurrent use.</summary>
public sealed class Auditor : IMetricSource
{
    private static readonly V1Status s_received = new();

    [ThreadStatic] private static ArrayBufferWriter<byte>? t_buffer;

    private readonly AuditPolicy? _policy;
    private readonly IAuditBackend[] _backends;
    private readonly TimeProvider _time;
    private readonly long[] _levels = new long[4];
    private long _records;

    /// <param name="options">Names the policy's file.</param>
    /// <param name="backends">Where records go.</param>
    /// <param name="time">The time of the stages.</param>
    /// <exception cref="AuditPolicyException">The policy cannot be used.</exception>
    public Auditor(IOptions<AuditOptions> options, IEnumerable<IAuditBackend> backends, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        _backends = [.. backends];
        _time = time;
        if (options.Value.PolicyFile.Length > 0) _policy = AuditPolicy.Load(options.Value.PolicyFile);
    }

    /// <summary>Whether anything may be recorded.</summary>
    public bool IsOn => _policy is not null && _backends.Length > 0;

    /// <summary>Begins the record of a request, when the policy wants one: its first stage is told at once.</summary>
    /// <returns>The record to complete; null: none is kept.</returns>
    public AuditEvent? Begin(in AuditRequest request)
    {
        if (_policy is null || _backends.Length == 0) return null;
        var decision = _policy.Evaluate(request);
        Interlocked.Increment(ref _levels[(int)decision.Level]);
        if (decision.Level == AuditLevel.None) return null;
        var record = new AuditEvent(request, decision, _time.GetUtcNow());
        Tell(record, AuditStage.RequestReceived, s_received);
        return record;
    }

    /// <summary>Tells of a request whose client nobody knows: it is not served.</summary>
    /// <param name="request">The request.</param>
    /// <param name="message">With what the client tried to prove itself.</param>
    public void TellUnknown(in AuditRequest request, string message)
    {
        if (!IsOn) return;
        var decision = _policy!.Evaluate(request);
        if (decision.Level == AuditLevel.None) return;
        Tell(new AuditEvent(request, decision, _time.GetUtcNow()), AuditStage.ResponseStarted, new V1Status { Status = "Failure", Message = message, Reason = "Unauthorized", Code = 401 });
    }

    /// <summary>Tells a later stage of a request.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="code">The HTTP status of its answer.</param>
    public void Tell(AuditEvent record, AuditStage stage, int code)
    {
        ArgumentNullException.ThrowIfNull(record);
        var status = record.Status ?? new V1Status();
        status.Code ??= code;
        Tell(record, stage, status);
    }

    void IMetricSource.Collect(IMetricSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        sink.Begin("apiserver_audit_event_total", "counter", "[ALPHA] Records of the audit log.");
        sink.Add(Interlocked.Read(ref _records));
        sink.Begin("apiserver_audit_error_total", "counter", "[ALPHA] Records that were lost.");
        foreach (var backend in _backends) sink.Add(backend.Lost, ("plugin", backend.Name));
        sink.Begin("apiserver_audit_level_total", "counter", "[ALPHA] Requests by the level at which the audit log's policy has them recorded.");
        for (var i = 0; i < _levels.Length; i++) sink.Add(Interlocked.Read(ref _levels[i]), ("level", ((AuditLevel)i).ToString()));
        sink.Begin("apiserver_audit_requests_rejected_total", "counter", "[ALPHA] Requests refused because the audit log failed.");
        sink.Add(0);
    }

    private void Tell(AuditEvent record, AuditStage stage, V1Status status)
    {
        if (record.Omits(stage)) return;
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        AuditEventWriter.Write(record, stage, stage == AuditStage.RequestReceived ? record.ReceivedAt : _time.GetUtcNow(), ReferenceEquals(status, s_received) ? null : status, buffer);
        Interlocked.Increment(ref _records);
        foreach (var backend in _backends) backend.Take(buffer.WrittenSpan);
        // One large body is no reason to keep its size.
        if (buffer.Capacity > 1 << 20) t_buffer = null;
    }
}
