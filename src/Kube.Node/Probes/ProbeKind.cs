namespace Kube.Node.Probes;

internal enum ProbeKind
{
    Liveness,
    Readiness,
    Startup,
}
