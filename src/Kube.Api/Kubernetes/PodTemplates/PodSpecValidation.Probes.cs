using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private const string OneHandler = "may not specify more than 1 handler type";

    private void Probes(V1Container container, FieldPath path)
    {
        Probe(container.LivenessProbe, path.Child("livenessProbe"));
        MustSucceedOnce(container.LivenessProbe, path.Child("livenessProbe"));
        Probe(container.ReadinessProbe, path.Child("readinessProbe"));
        if (container.ReadinessProbe?.TerminationGracePeriodSeconds is { } grace)
            _errors.Invalid(path.Child("readinessProbe", "terminationGracePeriodSeconds"), grace, "must not be set for readinessProbes");
        Probe(container.StartupProbe, path.Child("startupProbe"));
        MustSucceedOnce(container.StartupProbe, path.Child("startupProbe"));
    }

    private void MustSucceedOnce(V1Probe? probe, FieldPath path)
    {
        if (probe is not null && (probe.SuccessThreshold ?? 0) != 1) _errors.Invalid(path.Child("successThreshold"), probe.SuccessThreshold ?? 0, "must be 1");
    }

    private void Probe(V1Probe? probe, FieldPath path)
    {
        if (probe is null) return;
        Handler(new AnyHandler(probe.Exec, probe.HttpGet, probe.TcpSocket, probe.Grpc, null), path);
        _errors.NonNegative(path.Child("initialDelaySeconds"), probe.InitialDelaySeconds);
        _errors.NonNegative(path.Child("timeoutSeconds"), probe.TimeoutSeconds);
        _errors.NonNegative(path.Child("periodSeconds"), probe.PeriodSeconds);
        _errors.NonNegative(path.Child("successThreshold"), probe.SuccessThreshold);
        _errors.NonNegative(path.Child("failureThreshold"), probe.FailureThreshold);
        if (probe.TerminationGracePeriodSeconds <= 0)
            _errors.Invalid(path.Child("terminationGracePeriodSeconds"), probe.TerminationGracePeriodSeconds, "must be greater than 0");
    }

    private void Lifecycle(V1Container container, FieldPath path)
    {
        path = path.Child("lifecycle");
        Hook(container.Lifecycle?.PostStart, path.Child("postStart"));
        Hook(container.Lifecycle?.PreStop, path.Child("preStop"));
        if (container.Lifecycle?.StopSignal is not null && string.IsNullOrEmpty(_spec.Os?.Name))
            _errors.Forbidden(path.Child("stopSignal"), "may not be set for containers with empty `spec.os.name`");
    }

    private void Hook(V1LifecycleHandler? hook, FieldPath path)
    {
        if (hook is not null) Handler(new AnyHandler(hook.Exec, hook.HttpGet, hook.TcpSocket, null, hook.Sleep), path);
    }

    private void Handler(AnyHandler handler, FieldPath path)
    {
        var handlers = 0;
        if (handler.Exec is not null)
        {
            handlers++;
            if (handler.Exec.Command.Count() == 0) _errors.Required(path.Child("exec", "command"));
        }

        if (IsOnlyHandler(handler.HttpGet, path.Child("httpGet"), ref handlers)) HttpGet(handler.HttpGet!, path.Child("httpGet"));
        if (IsOnlyHandler(handler.TcpSocket, path.Child("tcpSocket"), ref handlers)) PortOrName(handler.TcpSocket!.Port, path.Child("tcpSocket", "port"));
        if (IsOnlyHandler(handler.Grpc, path.Child("grpc"), ref handlers))
            _errors.InvalidEach(path.Child("grpc", "port"), handler.Grpc!.Port, FormatRules.PortNumber(handler.Grpc.Port));
        if (IsOnlyHandler(handler.Sleep, path.Child("sleep"), ref handlers)) Sleep(handler.Sleep!, path.Child("sleep"));
        if (handlers == 0) _errors.Required(path, "must specify a handler type");
    }

    private bool IsOnlyHandler(object? handler, FieldPath path, ref int handlers)
    {
        if (handler is null) return false;
        if (handlers > 0)
        {
            _errors.Forbidden(path, OneHandler);
            return false;
        }

        handlers++;
        return true;
    }

    private void HttpGet(V1HTTPGetAction action, FieldPath path)
    {
        if (string.IsNullOrEmpty(action.Path)) _errors.Required(path.Child("path"));
        PortOrName(action.Port, path.Child("port"));
        if (action.Scheme is not ("HTTP" or "HTTPS")) _errors.NotSupported(path.Child("scheme"), action.Scheme ?? "", "HTTP", "HTTPS");
        foreach (var header in action.HttpHeaders.OrEmpty())
            _errors.InvalidEach(path.Child("httpHeaders"), header.Name ?? "", FormatRules.HttpHeaderName(header.Name ?? ""));
    }

    private void PortOrName(IntOrString port, FieldPath path)
    {
        if (port.IsString) _errors.InvalidEach(path, port.ToString(), FormatRules.PortName(port.ToString()));
        else _errors.InvalidEach(path, port.IntValue, FormatRules.PortNumber(port.IntValue));
    }

    private void Sleep(V1SleepAction sleep, FieldPath path)
    {
        if (_spec.TerminationGracePeriodSeconds is { } grace && (sleep.Seconds < 0 || sleep.Seconds > grace))
            _errors.Invalid(path, sleep.Seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({grace})");
    }

    /// <summary>What a probe or a hook does, whichever it is.</summary>
    private sealed record AnyHandler(V1ExecAction? Exec, V1HTTPGetAction? HttpGet, V1TCPSocketAction? TcpSocket, V1GRPCAction? Grpc, V1SleepAction? Sleep);
}
