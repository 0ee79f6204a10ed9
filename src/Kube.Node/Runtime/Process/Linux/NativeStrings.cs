using System.Runtime.InteropServices;
using System.Text;

namespace Kube.Node.Runtime.Process.Linux;

/// <summary>A null-terminated array of C strings, freed on disposal.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _pointers;

    public NativeStrings(IReadOnlyList<string> texts)
    {
        var bytes = 0;
        foreach (var text in texts)
            bytes += Encoding.UTF8.GetByteCount(text) + 1;
        _pointers = (byte**)NativeMemory.AllocZeroed((nuint)((texts.Count + 1) * sizeof(byte*)) + (nuint)bytes);
        var next = (byte*)(_pointers + texts.Count + 1);
        for (var i = 0; i < texts.Count; i++)
        {
            _pointers[i] = next;
            next += Encoding.UTF8.GetBytes(texts[i], new Span<byte>(next, bytes)) + 1;
        }
    }

    public byte** Pointer => _pointers;

    public void Dispose() => NativeMemory.Free(_pointers);
}
