import LifebootCLI

Program.main()
