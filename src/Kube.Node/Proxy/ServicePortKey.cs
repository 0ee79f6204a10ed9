namespace Kube.Node.Proxy;

/// <summary>Names one port of one service.</summary>
internal readonly record struct ServicePortKey(string Namespace, string Service, string Port, string Protocol)
{
    public override string ToString() => Port.Length == 0 ? $"{Namespace}/{Service}" : $"{Namespace}/{Service}:{Port}";
}
