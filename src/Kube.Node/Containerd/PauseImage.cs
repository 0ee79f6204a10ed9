using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Kube.Shared.Oci;

namespace Kube.Node.Containerd;

/// <summary>
/// The program that holds a pod's namespaces, as an image that needs no registry: it lets the kernel reap what ends in the pod (SIGCHLD is ignored) and waits for ever.
/// </summary>
internal static class PauseImage
{
    public const string Name = "kube.local/pause:1";

    private const ulong Base = 0x400000;
    private const int Header = 64 + 56;

    // rt_sigaction(SIGCHLD, &{SIG_IGN}, 0, 8); for (;;) pause();
    private static readonly byte[] s_x64 =
    [
        0xB8, 0x0D, 0x00, 0x00, 0x00,                   // mov eax, 13
        0xBF, 0x11, 0x00, 0x00, 0x00,                   // mov edi, 17
        0x48, 0x8D, 0x35, 0x18, 0x00, 0x00, 0x00,       // lea rsi, [rip + 24]
        0x31, 0xD2,                                     // xor edx, edx
        0x41, 0xBA, 0x08, 0x00, 0x00, 0x00,             // mov r10d, 8
        0x0F, 0x05,                                     // syscall
        0xB8, 0x22, 0x00, 0x00, 0x00,                   // mov eax, 34
        0x0F, 0x05,                                     // syscall
        0xEB, 0xF7,                                     // jmp to mov eax, 34
        0x90, 0x90, 0x90, 0x90, 0x90,
    ];

    // The same; pause is ppoll(0, 0, 0, 0) there.
    private static readonly uint[] s_arm64 =
    [
        0xD28010C8,     // mov x8, 134
        0xD2800220,     // mov x0, 17
        0x10000161,     // adr x1, +44
        0xD2800002,     // mov x2, 0
        0xD2800103,     // mov x3, 8
        0xD4000001,     // svc 0
        0xD2800928,     // mov x8, 73
        0xD2800000,     // mov x0, 0
        0xD2800001,     // mov x1, 0
        0xD2800002,     // mov x2, 0
        0xD2800003,     // mov x3, 0
        0xD4000001,     // svc 0
        0x17FFFFFA,     // b to mov x8, 73
    ];

    public static OciImage Build() => OciImage.Build([new("/pause", Program())], ["/pause"], user: "65535:65535");

    /// <summary>A program of a few instructions, with the smallest header that the kernel takes.</summary>
    internal static byte[] Program()
    {
        var arm = RuntimeInformation.OSArchitecture == Architecture.Arm64;
        var code = arm ? MemoryMarshal.AsBytes(s_arm64.AsSpan()).ToArray() : s_x64;
        var action = new byte[32];
        action[0] = 1;      // SIG_IGN
        var program = new byte[Header + code.Length + action.Length];
        var size = (ulong)program.Length;
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(program);
        Put16(16, 2);                               // an executable
        Put16(18, (ushort)(arm ? 183 : 62));
        Put32(20, 1);
        Put64(24, Base + Header);                   // the first instruction
        Put64(32, 64);                              // the program header
        Put16(52, 64);
        Put16(54, 56);
        Put16(56, 1);
        Put32(64, 1);                               // to be loaded, to be read and executed
        Put32(68, 5);
        Put64(80, Base);
        Put64(88, Base);
        Put64(96, size);
        Put64(104, size);
        Put64(112, 0x1000);
        code.CopyTo(program, Header);
        action.CopyTo(program, Header + code.Length);
        return program;

        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(program.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(at), value);
        void Put64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(program.AsSpan(at), value);
    }
}
