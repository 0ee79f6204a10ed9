using System.Runtime.InteropServices;

namespace Kube.Node.Runtime.Process.Linux;

/// <summary>Numbers of the Linux kernel's interface; equal on x64 and arm64 unless computed.</summary>
internal static class Sys
{
    public const int ReadOnly = 0, WriteOnly = 1, ReadWrite = 2, Create = 0x40, Append = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000, PathOnly = 0x200000;
    public const int NoControllingTerminal = 0x100;
    public const int SetFlags = 4;
    public const int AtCurrent = -100, AtEffectiveAccess = 0x200, AtRecursive = 0x8000;
    public const int ExecuteAccess = 1;

    public const short PollIn = 1, PollOut = 4, PollError = 8, PollHangup = 16, PollInvalid = 32;

    public const int NewNamespaceFs = 0x200, NewMount = 0x20000, NewUts = 0x4000000, NewIpc = 0x8000000, NewPid = 0x20000000, NewNetwork = 0x40000000;

    public const nuint MountReadOnly = 1, MountNoSuid = 2, MountNoDevices = 4, MountNoExec = 8, MountRemount = 32, MountBind = 4096, MountRecursive = 16384,
        MountPrivate = 1 << 18, MountSlave = 1 << 19, MountShared = 1 << 20;

    public const int DetachMount = 2;
    public const int OpenTreeClone = 1, MoveFromEmptyPath = 4;

    public const int SetNoNewPrivileges = 38, DropBoundingCapability = 24, SetChildSubreaper = 36;
    public const int LastCapability = 40;

    public const int NoHang = 1, Exited = 4, NoWait = 0x1000000, ByPid = 1;

    public const int SigKill = 9, SigTerm = 15;

    public const int ErrorNotFound = 2, ErrorInterrupted = 4, ErrorIo = 5, ErrorAgain = 11, ErrorAccess = 13, ErrorNotDirectory = 20, ErrorPipe = 32;

    public const short SpawnDefaultSignals = 4, SpawnSignalMask = 8, SpawnSession = 0x80;

    public const nuint SetWindowSize = 0x5414, UnlockPty = 0x40045431, PtyNumber = 0x80045430, PtyPeer = 0x5441;

    public static readonly nint PidfdOpen = 434, OpenTree = 428, MoveMount = 429;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    public static nint PivotRoot => Arm ? 41 : 155;

    public static nint SetGroups => Arm ? 159 : 116;

    public static nint SetUsers => Arm ? 147 : 117;

    public static nint SetGroupIds => Arm ? 149 : 119;
}
