namespace Kube.Node.Probes;

internal enum ProbeResult
{
    Unknown,
    Success,
    Failure,
}
