namespace Kube.Node.Runtime.Process;

/// <summary>Keeps the first bytes written to it and drops the rest.</summary>
internal sealed class BoundedBuffer(int most) : MemoryStream
{
    public override void Write(byte[] buffer, int offset, int count) => base.Write(buffer, offset, (int)Math.Min(count, most - Length));
}
