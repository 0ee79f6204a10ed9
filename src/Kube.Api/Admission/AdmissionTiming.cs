namespace Kube.Api.Admission;

/// <summary>Times one pass of a request through the plugins of a kind. A plugin that is entered and not left has refused.</summary>
internal struct AdmissionTiming(AdmissionMetrics metrics, string type, AdmissionRequest request)
{
    private readonly long _began = metrics.Begin();
    private string? _plugin;
    private long _entered;

    public void Enter(string plugin) => (_plugin, _entered) = (plugin, metrics.Begin());

    public void Leave()
    {
        metrics.EndPlugin(_plugin!, type, request, _entered, rejected: false);
        _plugin = null;
    }

    public readonly void End()
    {
        if (_plugin is not null) metrics.EndPlugin(_plugin, type, request, _entered, rejected: true);
        metrics.EndStep(type, request, _began, rejected: _plugin is not null);
    }
}
